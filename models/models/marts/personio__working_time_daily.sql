{{ config(**personio.mart('personio__working_time_daily')) }}

with work as (
  select
    person_id,
    date,
    sum(case when approval = 'confirmed' then minutes end) as worked_minutes,
    sum(case when approval = 'pending' then minutes end) as pending_minutes,
    sum(case when minutes is null then 1 else 0 end) as running_periods
  from {{ ref('int_personio__work_periods') }}
  where approval <> 'rejected'
  group by person_id, date
),
breaks as (
  select person_id, date, sum({{ personio.minutes_between('started_at', 'ended_at') }}) as break_minutes
  from {{ ref('int_personio__breaks') }}
  group by person_id, date
),
segments as (
  select * from {{ ref('int_personio__segments') }}
),
schedules as (
  select * from {{ ref('int_personio__schedules') }}
),
recorders as (
  select person_id, min(date) as first_date
  from work
  group by person_id
),
{# People who record time should do so on every working day from the first one on. #}
expected as (
  select days_of.person_id, days_of.date
  from (
    select recorders.person_id, days.day as date
    from recorders
    join segments on segments.person_id = recorders.person_id
    {{ personio.each_day('greatest(segments.first_day, recorders.first_date)', 'least(segments.last_day, ' ~ personio.today() ~ ' - 1)') }}
  ) as days_of
  join schedules
    on schedules.person_id = days_of.person_id
    and schedules.weekday = cast(extract(isodow from days_of.date) as integer)
    and (schedules.valid_from is null or schedules.valid_from <= days_of.date)
    and schedules.minutes > 0
),
days as (
  select person_id, date from work
  union
  select person_id, date from breaks
  union
  select person_id, date from expected
),
{# Work elsewhere is work. #}
absences as (
  select person_id, day as date, least(sum(calendar_days), 1) as days
  from {{ ref('int_personio__absence_days') }}
  where category <> 'OFFSITE_WORK'
  group by person_id, day
),
targets as (
  select
    days.person_id,
    days.date,
    case when counted.person_id is not null then counted.department_key else others.department_key end as department_key,
    coalesce(work.worked_minutes, 0) as worked_minutes,
    coalesce(work.pending_minutes, 0) as pending_minutes,
    coalesce(breaks.break_minutes, 0) as break_minutes,
    coalesce(work.running_periods, 0) as running_periods,
    case
      when holidays.person_id is not null then schedules.minutes * 0
      else schedules.minutes * (1 - coalesce(absences.days, 0))
    end as target_minutes,
    work.person_id is not null or breaks.person_id is not null as is_recorded
  from days
  left join work on work.person_id = days.person_id and work.date = days.date
  left join breaks on breaks.person_id = days.person_id and breaks.date = days.date
  left join {{ ref('stg_personio__holidays') }} as holidays on holidays.person_id = days.person_id and holidays.date = days.date
  left join absences on absences.person_id = days.person_id and absences.date = days.date
  left join segments as counted
    on counted.person_id = days.person_id and counted.is_counted and days.date between counted.first_day and counted.last_day
  left join segments as others
    on others.person_id = days.person_id and not others.is_counted and days.date between others.first_day and others.last_day
  left join schedules
    on schedules.person_id = days.person_id
    and schedules.weekday = cast(extract(isodow from days.date) as integer)
    and (schedules.valid_from is null or schedules.valid_from <= days.date)
)
select
  targets.person_id,
  targets.date,
  {{ personio.month_of('targets.date') }} as month,
  targets.department_key,
  {{ personio.named('departments.name', 'targets.department_key') }} as department,
  targets.worked_minutes,
  targets.pending_minutes,
  targets.break_minutes,
  cast(targets.running_periods as integer) as running_periods,
  targets.target_minutes,
  targets.worked_minutes - targets.target_minutes as difference_minutes
from targets
left join {{ ref('stg_personio__org_units') }} as departments on departments.org_unit_key = targets.department_key
where targets.is_recorded or targets.target_minutes > 0

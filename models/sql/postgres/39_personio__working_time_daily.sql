-- Recorded working time of each person and day. People who record time also have a row for each other day with a
-- target, from their first recorded day until yesterday, while they are employed. People who record none have no
-- rows.
-- needs: attendance_periods
-- uses: persons, org_units, employments, employees, absence_types, absence_periods, absence_breakdowns, holidays
create or replace view personio__working_time_daily as
with  __dbt__cte__int_personio__absence_days as (
with breakdowns as (
  select
    absence_period_id,
    date,
    sum(case when unit = 'DAY' then value end) as days,
    sum(case when unit = 'HOUR' then value end) as hours
  from stg_personio__absence_breakdowns
  group by absence_period_id, date
),
broken_down as (
  select absence_period_id, max(date) as last_date, count(days) > 0 as in_days
  from breakdowns
  group by absence_period_id
),
periods as (
  select
    periods.*,
    coalesce(types.category, '(none)') as category,
    broken_down.last_date as last_date,
    coalesce(broken_down.in_days, false) as has_days,
    case
      when broken_down.in_days or types.unit = 'DAY' and periods.starts_at = cast(periods.starts_on as timestamp) then false
      else periods.start_half is null
    end as is_hourly,
    least(coalesce(periods.ends_on, current_date), cast(date_trunc('month', current_date) + interval '1 month' - interval '1 day' as date)) as last_day
  from stg_personio__absence_periods as periods
  left join stg_personio__absence_types as types on types.absence_type_id = periods.absence_type_id
  left join broken_down on broken_down.absence_period_id = periods.absence_period_id
  where periods.approval_status = 'APPROVED'
),
days as (
  select
    periods.*,
    days.day,
    case
      when is_hourly then 0
      when days.day = starts_on and start_half = 'SECOND_HALF' or days.day = ends_on and end_half = 'FIRST_HALF' then 0.5
      else 1
    end as calendar_days,
    (extract(isodow from days.day) in (1, 2, 3, 4, 5)) as is_working_weekday,
    extract(epoch from least(ends_at, cast(days.day + 1 as timestamp)) - greatest(starts_at, cast(days.day as timestamp))) / 3600 as clock_hours
  from periods
  cross join lateral (
    select cast(moment as date) as day
    from generate_series(cast(starts_on as timestamp), cast(last_day as timestamp), interval '1 day') as moments (moment)
  ) as days
),
counted as (
  select
    days.*,
    case when days.is_working_weekday and holidays.person_id is null then days.calendar_days else 0 end as working_days,
    days.has_days and (days.ends_on is not null or days.day <= days.last_date) as is_broken_down,
    breakdowns.days as breakdown_days,
    breakdowns.hours as breakdown_hours
  from days
  left join stg_personio__holidays as holidays on holidays.person_id = days.person_id and holidays.date = days.day
  left join breakdowns on breakdowns.absence_period_id = days.absence_period_id and breakdowns.date = days.day
)
select
  absence_period_id,
  person_id,
  day,
  category,
  is_hourly,
  calendar_days,
  working_days,
  case when is_broken_down then coalesce(breakdown_days, 0) end as personio_days,
  case when is_broken_down then coalesce(breakdown_days, 0) else working_days end as absence_days,
  case
    when is_hourly and last_date is not null then breakdown_hours
    when is_hourly and ends_at is not null and starts_at is not null and clock_hours < 24 then cast(clock_hours as decimal(28, 6))
  end as absence_hours
from counted
), work as (
  select
    person_id,
    date,
    sum(case when approval = 'confirmed' then minutes end) as worked_minutes,
    sum(case when approval = 'pending' then minutes end) as pending_minutes,
    sum(case when minutes is null then 1 else 0 end) as running_periods
  from int_personio__work_periods
  where approval <> 'rejected'
  group by person_id, date
),
breaks as (
  select person_id, date, sum(cast(extract(epoch from ended_at - started_at) / 60 as decimal(28, 6))) as break_minutes
  from int_personio__breaks
  group by person_id, date
),
segments as (
  select * from int_personio__segments
),
schedules as (
  select * from int_personio__schedules
),
recorders as (
  select person_id, min(date) as first_date
  from work
  group by person_id
),
expected as (
  select days_of.person_id, days_of.date
  from (
    select recorders.person_id, days.day as date
    from recorders
    join segments on segments.person_id = recorders.person_id
    cross join lateral (
    select cast(moment as date) as day
    from generate_series(cast(greatest(segments.first_day, recorders.first_date) as timestamp), cast(least(segments.last_day, current_date - 1) as timestamp), interval '1 day') as moments (moment)
  ) as days
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
absences as (
  select person_id, day as date, least(sum(calendar_days), 1) as days
  from __dbt__cte__int_personio__absence_days
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
  left join stg_personio__holidays as holidays on holidays.person_id = days.person_id and holidays.date = days.date
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
  cast(date_trunc('month', targets.date) as date) as month,
  targets.department_key,
  coalesce(departments.name, targets.department_key, '(none)') as department,
  targets.worked_minutes,
  targets.pending_minutes,
  targets.break_minutes,
  cast(targets.running_periods as integer) as running_periods,
  targets.target_minutes,
  targets.worked_minutes - targets.target_minutes as difference_minutes
from targets
left join stg_personio__org_units as departments on departments.org_unit_key = targets.department_key
where targets.is_recorded or targets.target_minutes > 0;

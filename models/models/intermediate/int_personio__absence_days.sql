{{ config(materialized='ephemeral') }}

{#
  The days of approved absences until the end of this month, of open absences until today. A person may have several
  absences on one day. An absence is counted in hours if it has no halves and its breakdown has no days. Exception: its
  type is in days and it begins at midnight.
#}
with breakdowns as (
  select
    absence_period_id,
    date,
    sum(case when unit = 'DAY' then value end) as days,
    sum(case when unit = 'HOUR' then value end) as hours
  from {{ ref('stg_personio__absence_breakdowns') }}
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
    least(coalesce(periods.ends_on, {{ personio.today() }}), {{ personio.month_end_of(personio.today()) }}) as last_day
  from {{ ref('stg_personio__absence_periods') }} as periods
  left join {{ ref('stg_personio__absence_types') }} as types on types.absence_type_id = periods.absence_type_id
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
    {{ personio.is_working_day('days.day') }} as is_working_weekday,
    extract(epoch from least(ends_at, cast(days.day + 1 as timestamp)) - greatest(starts_at, cast(days.day as timestamp))) / 3600 as clock_hours
  from periods
  {{ personio.each_day('starts_on', 'last_day') }}
),
counted as (
  select
    days.*,
    case when days.is_working_weekday and holidays.person_id is null then days.calendar_days else 0 end as working_days,
    {# An open absence is not read again every day, so its breakdown ends on some day before today. #}
    days.has_days and (days.ends_on is not null or days.day <= days.last_date) as is_broken_down,
    breakdowns.days as breakdown_days,
    breakdowns.hours as breakdown_hours
  from days
  left join {{ ref('stg_personio__holidays') }} as holidays on holidays.person_id = days.person_id and holidays.date = days.day
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
  {# The clock does not say how much of a whole day is working time. #}
  case
    when is_hourly and last_date is not null then breakdown_hours
    when is_hourly and ends_at is not null and starts_at is not null and clock_hours < 24 then cast(clock_hours as decimal(28, 6))
  end as absence_hours
from counted

{{ config(enabled=personio.mart('personio__working_time_daily').enabled) }}

{# Worked time is what the finished periods of work add up to, less no more than the breaks of the day. #}
with periods as (
  select
    person_id,
    date,
    sum({{ personio.minutes_between('started_at', 'ended_at') }}) as minutes
  from {{ ref('stg_personio__attendance_periods') }}
  where type = 'WORK' and approval <> 'rejected' and ended_at is not null
  group by person_id, date
)
select days.person_id, days.date
from {{ ref('personio__working_time_daily') }} as days
join periods on periods.person_id = days.person_id and periods.date = days.date
where days.worked_minutes + days.pending_minutes not between periods.minutes - days.break_minutes and periods.minutes

{#
  Recorded work, less the breaks within it. In some accounts a period of work ends where a break begins, in others it spans
  its breaks. Only time of breaks within the period is subtracted, so both give the same minutes.
#}
with work as (
  select
    *,
    coalesce(duration_minutes, {{ personio.minutes_between('started_at', 'ended_at') }}) as gross_minutes
  from {{ ref('stg_personio__attendance_periods') }}
  where type = 'WORK'
),
{# A break in a night may begin on either day, and may be booked to the other one. #}
days_of_work as (
  select attendance_period_id, person_id, started_at, ended_at, cast(started_at as date) as day
  from work
  union all
  select attendance_period_id, person_id, started_at, ended_at, cast(ended_at as date)
  from work
  where cast(ended_at as date) > cast(started_at as date)
),
breaks_within as (
  select
    days_of_work.attendance_period_id,
    sum({{ personio.minutes_between('greatest(days_of_work.started_at, breaks.started_at)', 'least(days_of_work.ended_at, breaks.ended_at)') }}) as minutes
  from days_of_work
  join {{ ref('int_personio__breaks') }} as breaks
    on breaks.person_id = days_of_work.person_id
    and breaks.day = days_of_work.day
    and breaks.started_at < days_of_work.ended_at
    and breaks.ended_at > days_of_work.started_at
  group by days_of_work.attendance_period_id
)
select
  work.attendance_period_id as id,
  work.person_id,
  work.project_id,
  work.date,
  work.approval,
  case when work.gross_minutes is not null then greatest(work.gross_minutes - coalesce(breaks_within.minutes, 0), 0) end as minutes
from work
left join breaks_within on breaks_within.attendance_period_id = work.attendance_period_id

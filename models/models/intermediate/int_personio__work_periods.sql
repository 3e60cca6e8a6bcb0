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
breaks_within as (
  select
    work.attendance_period_id,
    sum({{ personio.minutes_between('greatest(work.started_at, breaks.started_at)', 'least(work.ended_at, breaks.ended_at)') }}) as minutes
  from work
  join {{ ref('int_personio__breaks') }} as breaks
    on breaks.person_id = work.person_id
    and breaks.date = work.date
    and breaks.started_at < work.ended_at
    and breaks.ended_at > work.started_at
  group by work.attendance_period_id
)
select
  work.attendance_period_id as id,
  work.person_id,
  work.project_id,
  work.date,
  work.approval,
  work.gross_minutes - coalesce(breaks_within.minutes, 0) as minutes
from work
left join breaks_within on breaks_within.attendance_period_id = work.attendance_period_id

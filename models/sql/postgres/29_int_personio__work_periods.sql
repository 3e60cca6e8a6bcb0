-- One row per recorded period of work.
create or replace view int_personio__work_periods as
with work as (
  select
    *,
    coalesce(duration_minutes, cast(extract(epoch from ended_at - started_at) / 60 as decimal(28, 6))) as gross_minutes
  from stg_personio__attendance_periods
  where type = 'WORK'
),
breaks_within as (
  select
    work.attendance_period_id,
    sum(cast(extract(epoch from least(work.ended_at, breaks.ended_at) - greatest(work.started_at, breaks.started_at)) / 60 as decimal(28, 6))) as minutes
  from work
  join int_personio__breaks as breaks
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
left join breaks_within on breaks_within.attendance_period_id = work.attendance_period_id;

{{ config(enabled=personio.mart('personio__project_hours_monthly').enabled) }}

{# For each person and month, the minutes of all projects and of time without one are the worked minutes. #}
with projects as (
  select person_id, month, sum(minutes) as minutes, sum(pending_minutes) as pending_minutes
  from {{ ref('personio__project_hours_monthly') }}
  group by person_id, month
),
days as (
  select person_id, month, sum(worked_minutes) as minutes, sum(pending_minutes) as pending_minutes
  from {{ ref('personio__working_time_daily') }}
  group by person_id, month
)
select person_id, month
from projects
full join days using (person_id, month)
where coalesce(projects.minutes, 0) <> coalesce(days.minutes, 0)
  or coalesce(projects.pending_minutes, 0) <> coalesce(days.pending_minutes, 0)

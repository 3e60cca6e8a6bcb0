-- Working time of each person, project and month. Time without a project is there too, so the minutes add up to
-- those of personio__working_time_daily.
-- needs: attendance_periods
-- uses: persons, projects
create or replace view personio__project_hours_monthly as
with minutes as (
  select
    project_id,
    person_id,
    cast(date_trunc('month', date) as date) as month,
    coalesce(sum(case when approval = 'confirmed' then minutes end), 0) as minutes,
    coalesce(sum(case when approval = 'pending' then minutes end), 0) as pending_minutes
  from int_personio__work_periods
  where approval <> 'rejected' and minutes is not null
  group by project_id, person_id, cast(date_trunc('month', date) as date)
),
projects as (
  select projects.project_id, projects.name, coalesce(parents.is_billable, projects.is_billable) as is_billable
  from stg_personio__projects as projects
  left join stg_personio__projects as parents on parents.project_id = projects.parent_project_id
),
named as (
  select
    minutes.*,
    coalesce(projects.name, minutes.project_id, '(none)') as project,
    case when minutes.project_id is null then false else projects.is_billable end as is_billable
  from minutes
  left join projects on projects.project_id = minutes.project_id
)
select
  project_id,
  project,
  person_id,
  month,
  minutes,
  pending_minutes,
  is_billable,
  case when is_billable then minutes when not is_billable then 0 end as billable_minutes
from named;

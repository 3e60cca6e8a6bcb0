{{ config(**personio.mart('personio__project_hours_monthly')) }}

with minutes as (
  select
    project_id,
    person_id,
    {{ personio.month_of('date') }} as month,
    coalesce(sum(case when approval = 'confirmed' then minutes end), 0) as minutes,
    coalesce(sum(case when approval = 'pending' then minutes end), 0) as pending_minutes
  from {{ ref('int_personio__work_periods') }}
  where approval <> 'rejected' and minutes is not null
  group by project_id, person_id, {{ personio.month_of('date') }}
),
projects as (
  select projects.project_id, projects.name, coalesce(parents.is_billable, projects.is_billable) as is_billable
  from {{ ref('stg_personio__projects') }} as projects
  left join {{ ref('stg_personio__projects') }} as parents on parents.project_id = projects.parent_project_id
),
named as (
  select
    minutes.*,
    {{ personio.named('projects.name', 'minutes.project_id') }} as project,
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
from named

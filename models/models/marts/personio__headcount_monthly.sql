{{ config(**personio.mart('personio__headcount_monthly')) }}

with people as (
  select
    months.month,
    months.month_end,
    segments.*,
    {{ personio.fte('segments') }} as fte
  from {{ ref('int_personio__months') }} as months
  join {{ ref('int_personio__segments') }} as segments
    on segments.first_day <= months.month_end and segments.last_day >= months.month_end
  where segments.is_counted
),
totals as (
  select
    month,
    month_end,
    department_key,
    legal_entity_id,
    workplace_id,
    count(*) as headcount,
    sum(fte) as fte,
    sum(weekly_hours) as weekly_hours,
    sum(case when fte is null then 1 else 0 end) as people_without_hours,
    sum(case when status = 'ACTIVE' then 1 else 0 end) as active,
    sum(case when status = 'ONBOARDING' then 1 else 0 end) as onboarding,
    sum(case when status = 'LEAVE' then 1 else 0 end) as on_leave,
    sum(case when status = 'INACTIVE' then 1 else 0 end) as inactive
  from people
  group by month, month_end, department_key, legal_entity_id, workplace_id
)
select
  totals.month,
  totals.month_end,
  totals.department_key,
  {{ personio.named('departments.name', 'totals.department_key') }} as department,
  totals.legal_entity_id,
  {{ personio.named('legal_entities.name', 'totals.legal_entity_id') }} as legal_entity,
  totals.workplace_id,
  {{ personio.named('workplaces.name', 'totals.workplace_id') }} as office,
  cast(totals.headcount as integer) as headcount,
  totals.fte,
  totals.weekly_hours,
  cast(totals.people_without_hours as integer) as people_without_hours,
  cast(totals.active as integer) as active,
  cast(totals.onboarding as integer) as onboarding,
  cast(totals.on_leave as integer) as on_leave,
  cast(totals.inactive as integer) as inactive,
  cast(totals.headcount - totals.active - totals.onboarding - totals.on_leave - totals.inactive as integer) as status_unknown
from totals
left join {{ ref('stg_personio__org_units') }} as departments on departments.org_unit_key = totals.department_key
left join {{ ref('stg_personio__workplaces') }} as workplaces on workplaces.workplace_id = totals.workplace_id
left join {{ ref('stg_personio__legal_entities') }} as legal_entities on legal_entities.legal_entity_id = totals.legal_entity_id

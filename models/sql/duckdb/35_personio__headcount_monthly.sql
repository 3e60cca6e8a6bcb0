-- People employed on the last day of each month, by department, legal entity and office. Each person counts
-- once, with the main employment of that day. People whose last day it is still count.
-- needs: employments
-- uses: persons, org_units, workplaces, legal_entities
create or replace view personio__headcount_monthly as
with people as (
  select
    months.month,
    months.month_end,
    segments.*,
    segments.weekly_hours / nullif(segments.full_time_weekly_hours, 0) as fte
  from int_personio__months as months
  join int_personio__segments as segments
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
  coalesce(departments.name, totals.department_key, '(none)') as department,
  totals.legal_entity_id,
  coalesce(legal_entities.name, totals.legal_entity_id, '(none)') as legal_entity,
  totals.workplace_id,
  coalesce(workplaces.name, totals.workplace_id, '(none)') as office,
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
left join stg_personio__org_units as departments on departments.org_unit_key = totals.department_key
left join stg_personio__workplaces as workplaces on workplaces.workplace_id = totals.workplace_id
left join stg_personio__legal_entities as legal_entities on legal_entities.legal_entity_id = totals.legal_entity_id;

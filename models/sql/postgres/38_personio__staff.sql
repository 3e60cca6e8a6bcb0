-- One row per person, current and former, as of today. Start with this table.
-- needs: persons, employments
-- uses: org_units, workplaces, legal_entities
create or replace view personio__staff as
with segments as (
  select
    *,
    min(first_day) over (partition by person_id) as first_hire_date,
    min(first_day) over (partition by person_id, is_counted, spell_number) as hire_date,
    max(last_day) over (partition by person_id, is_counted, spell_number) as leaving_date,
    first_value(termination_type) over (partition by person_id, is_counted, spell_number order by first_day desc) as leaving_type,
    case
      when first_day > current_date then 3
      when last_day < current_date then 2
      else 1
    end as period
  from int_personio__segments
),
present as (
  select distinct on (person_id) *
  from (
    select * from segments
  ) as unranked
  order by person_id, period, case when period = 1 and is_counted then 0 else 1 end, case when period = 2 then last_day end desc nulls last, case when period = 3 then first_day end, first_day desc, employment_id desc
)
select
  persons.person_id,
  persons.name,
  persons.first_name,
  persons.last_name,
  persons.email,
  persons.status,
  present.status as employment_status,
  present.employment_type,
  present.employment_id,
  present.hire_date,
  present.first_hire_date,
  nullif(present.leaving_date, cast('9999-12-31' as date)) as leaving_date,
  case when present.leaving_date < cast('9999-12-31' as date) then present.leaving_type end as termination_type,
  present.position,
  present.department_key,
  coalesce(departments.name, present.department_key, '(none)') as department,
  present.team_key,
  coalesce(teams.name, present.team_key, '(none)') as team,
  present.workplace_id,
  coalesce(workplaces.name, present.workplace_id, '(none)') as office,
  present.supervisor_id as manager_id,
  managers.name as manager,
  present.legal_entity_id,
  coalesce(legal_entities.name, present.legal_entity_id, '(none)') as legal_entity,
  present.weekly_hours,
  present.full_time_weekly_hours,
  present.weekly_hours / nullif(present.full_time_weekly_hours, 0) as fte
from stg_personio__persons as persons
left join present on present.person_id = persons.person_id
left join stg_personio__persons as managers on managers.person_id = present.supervisor_id
left join stg_personio__org_units as departments on departments.org_unit_key = present.department_key
left join stg_personio__org_units as teams on teams.org_unit_key = present.team_key
left join stg_personio__workplaces as workplaces on workplaces.workplace_id = present.workplace_id
left join stg_personio__legal_entities as legal_entities on legal_entities.legal_entity_id = present.legal_entity_id;

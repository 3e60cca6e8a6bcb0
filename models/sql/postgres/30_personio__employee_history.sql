-- Values of attributes over time. Rows with basis effective say when a value was valid, by reports of Personio.
-- Those with basis observed say when a sync saw it. These are different things, so filter by basis.
-- needs: employments
-- uses: persons, org_units, workplaces, legal_entities, custom_report_rows
create or replace view personio__employee_history as
with seen as (
  select 'observed' as basis, 'employments' as source, employment_id as series, person_id, employment_id, attribute, value, value_key, day
  from int_personio__observed_values
  union all
  select 'effective', source, person_id, person_id, cast(null as text), attribute, value, value_key, day
  from int_personio__effective_values
),
compared as (
  select
    *,
    row_number() over attribute_of_series as place,
    lag(person_id) over attribute_of_series as previous_person_id,
    lag(value) over attribute_of_series as previous_value,
    lag(value_key) over attribute_of_series as previous_value_key
  from seen
  window attribute_of_series as (partition by basis, source, series, attribute order by day)
),
intervals as (
  select *, lead(day) over (partition by basis, source, series, attribute order by day) as next_day
  from compared
  where place = 1
    or person_id is distinct from previous_person_id
    or value is distinct from previous_value
    or value_key is distinct from previous_value_key
),
filled as (
  select * from intervals where value is not null or value_key is not null
),
present as (
  select filled.*
  from filled
  left join stg_personio__known_persons as owners on owners.person_id = filled.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons)
)
select
  present.person_id,
  present.employment_id,
  present.attribute,
  coalesce(present.value, org_units.name, workplaces.name, legal_entities.name, managers.name, present.value_key) as value,
  present.value_key,
  present.day as valid_from,
  present.next_day - 1 as valid_to,
  present.basis,
  present.source
from present
left join stg_personio__org_units as org_units
  on present.basis = 'observed' and present.attribute in ('department', 'team') and org_units.org_unit_key = present.value_key
left join stg_personio__workplaces as workplaces
  on present.basis = 'observed' and present.attribute = 'office' and workplaces.workplace_id = present.value_key
left join stg_personio__legal_entities as legal_entities
  on present.basis = 'observed' and present.attribute = 'legal_entity' and legal_entities.legal_entity_id = present.value_key
left join stg_personio__persons as managers
  on present.basis = 'observed' and present.attribute = 'manager' and managers.person_id = present.value_key;

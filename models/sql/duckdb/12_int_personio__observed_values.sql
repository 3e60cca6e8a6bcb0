-- One row per employment, attribute and day on which a version of the employment was loaded.
create or replace view int_personio__observed_values as
with days as (
  select *
  from (
    select *, row_number() over (partition by employment_id, day order by seen_at desc, updated_at desc nulls last, is_deleted desc) as place
    from (
      select *, cast(seen_at as date) as day
  from stg_personio__employment_versions
  where seen_at is not null and employment_id is not null
    ) as unranked
  ) as ranked
  where place = 1
)
select
  person_id,
  employment_id,
  'position' as attribute,
  case when not is_deleted then position end as value,
  cast(null as text) as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'weekly_hours' as attribute,
  case when not is_deleted then rtrim(rtrim(cast(weekly_hours as text), '0'), '.') end as value,
  cast(null as text) as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'status' as attribute,
  case when not is_deleted then status end as value,
  cast(null as text) as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'department' as attribute,
  cast(null as text) as value,
  case when not is_deleted then department_key end as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'team' as attribute,
  cast(null as text) as value,
  case when not is_deleted then team_key end as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'office' as attribute,
  cast(null as text) as value,
  case when not is_deleted then workplace_id end as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'manager' as attribute,
  cast(null as text) as value,
  case when not is_deleted then supervisor_id end as value_key,
  day
from days
union all
select
  person_id,
  employment_id,
  'legal_entity' as attribute,
  cast(null as text) as value,
  case when not is_deleted then legal_entity_id end as value_key,
  day
from days;

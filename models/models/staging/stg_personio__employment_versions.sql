{#
  Every loaded version of every employment, with the time of loading. A tombstone is a version too, and may lack the
  person.
#}
select
  "id" as employment_id,
  "person_id" as person_id,
  "supervisor_id" as supervisor_id,
  "workplace_id" as workplace_id,
  "department_key" as department_key,
  "team_key" as team_key,
  "legal_entity_id" as legal_entity_id,
  upper("status") as status,
  "position_title" as position,
  {{ personio.to_number('"weekly_working_hours"') }} as weekly_hours,
  {{ personio.to_utc('"updated_at"') }} as updated_at,
  coalesce(loaded_at, {{ personio.to_utc('"updated_at"') }}) as seen_at,
  "_ab_cdc_deleted_at" is not null as is_deleted
from (
  {{ personio.raw_rows('employments', [
    'id', 'person_id', 'supervisor_id', 'workplace_id', 'department_key', 'team_key', 'legal_entity_id', 'status', 'position_title',
    'weekly_working_hours', 'updated_at',
  ]) }}
) as versions

-- One row per employment, ended ones included. Without those of deleted people.
create or replace view stg_personio__employments as
with employments as (
  select
    "id" as "id",
    "person_id" as "person_id",
    "supervisor_id" as "supervisor_id",
    "workplace_id" as "workplace_id",
    "department_key" as "department_key",
    "team_key" as "team_key",
    "legal_entity_id" as "legal_entity_id",
    "status" as "status",
    "type" as "type",
    "position_title" as "position_title",
    case when "weekly_working_hours" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("weekly_working_hours" as decimal(28, 6)) end as "weekly_working_hours",
    case when "full_time_weekly_working_hours" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("full_time_weekly_working_hours" as decimal(28, 6)) end as "full_time_weekly_working_hours",
    case when "employment_start_date" ~ '^\d{4}-\d\d-\d\d' then cast(substr("employment_start_date", 1, 10) as date) end as "employment_start_date",
    case when "left_on" ~ '^\d{4}-\d\d-\d\d' then cast(substr("left_on", 1, 10) as date) end as "left_on",
    "termination_type" as "termination_type",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_person_id" as "person_id",
        "text_of_supervisor_id" as "supervisor_id",
        "text_of_workplace_id" as "workplace_id",
        "text_of_department_key" as "department_key",
        "text_of_team_key" as "team_key",
        "text_of_legal_entity_id" as "legal_entity_id",
        "text_of_status" as "status",
        "text_of_type" as "type",
        "text_of_position_title" as "position_title",
        "text_of_weekly_working_hours" as "weekly_working_hours",
        "text_of_full_time_weekly_working_hours" as "full_time_weekly_working_hours",
        "text_of_employment_start_date" as "employment_start_date",
        "text_of_left_on" as "left_on",
        "text_of_termination_type" as "termination_type",
        "text_of_updated_at" as "updated_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when translate(substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11), 'Z+-', '') <> substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11) then cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone) at time zone 'UTC'
      else cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "id", cast(null as text) as "person_id", cast(null as text) as "supervisor_id", cast(null as text) as "workplace_id", cast(null as text) as "department_key", cast(null as text) as "team_key", cast(null as text) as "legal_entity_id", cast(null as text) as "status", cast(null as text) as "type", cast(null as text) as "position_title", cast(null as text) as "weekly_working_hours", cast(null as text) as "full_time_weekly_working_hours", cast(null as text) as "employment_start_date", cast(null as text) as "left_on", cast(null as text) as "termination_type", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("supervisor_id" as text), '') as "text_of_supervisor_id",
          nullif(cast("workplace_id" as text), '') as "text_of_workplace_id",
          nullif(cast("department_key" as text), '') as "text_of_department_key",
          nullif(cast("team_key" as text), '') as "text_of_team_key",
          nullif(cast("legal_entity_id" as text), '') as "text_of_legal_entity_id",
          nullif(cast("status" as text), '') as "text_of_status",
          nullif(cast("type" as text), '') as "text_of_type",
          nullif(cast("position_title" as text), '') as "text_of_position_title",
          nullif(cast("weekly_working_hours" as text), '') as "text_of_weekly_working_hours",
          nullif(cast("full_time_weekly_working_hours" as text), '') as "text_of_full_time_weekly_working_hours",
          nullif(cast("employment_start_date" as text), '') as "text_of_employment_start_date",
          nullif(cast("left_on" as text), '') as "text_of_left_on",
          nullif(cast("termination_type" as text), '') as "text_of_termination_type",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from employments /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
)
select
  employments."id" as employment_id,
  employments."person_id" as person_id,
  "supervisor_id" as supervisor_id,
  "workplace_id" as workplace_id,
  "department_key" as department_key,
  "team_key" as team_key,
  "legal_entity_id" as legal_entity_id,
  upper("status") as status,
  upper("type") as employment_type,
  "position_title" as position,
  "weekly_working_hours" as weekly_hours,
  "full_time_weekly_working_hours" as full_time_weekly_hours,
  "employment_start_date" as started_on,
  "left_on" as left_on,
  upper("termination_type") as termination_type
from employments
left join stg_personio__known_persons as owners on owners.person_id = employments.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

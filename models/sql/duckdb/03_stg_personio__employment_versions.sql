-- One row per version of an employment that the tables hold, the present one included. Where a loader keeps one
-- row per key, there is one.
create or replace view stg_personio__employment_versions as
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
  try_cast("weekly_working_hours" as decimal(28, 6)) as weekly_hours,
  case
      when regexp_matches("updated_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("updated_at" as timestamp with time zone)))
      else try_cast("updated_at" as timestamp)
    end as updated_at,
  coalesce(loaded_at, case
      when regexp_matches("updated_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("updated_at" as timestamp with time zone)))
      else try_cast("updated_at" as timestamp)
    end) as seen_at,
  "_ab_cdc_deleted_at" is not null as is_deleted
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
        "text_of_position_title" as "position_title",
        "text_of_weekly_working_hours" as "weekly_working_hours",
        "text_of_updated_at" as "updated_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when regexp_matches(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone)))
      else try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "id", cast(null as text) as "person_id", cast(null as text) as "supervisor_id", cast(null as text) as "workplace_id", cast(null as text) as "department_key", cast(null as text) as "team_key", cast(null as text) as "legal_entity_id", cast(null as text) as "status", cast(null as text) as "position_title", cast(null as text) as "weekly_working_hours", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
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
          nullif(cast("position_title" as text), '') as "text_of_position_title",
          nullif(cast("weekly_working_hours" as text), '') as "text_of_weekly_working_hours",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from employments /* table */ as raw_table
      ) as present_columns
) as versions;

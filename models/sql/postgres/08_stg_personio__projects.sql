-- One row per project and sub-project.
create or replace view stg_personio__projects as
select
  "id" as project_id,
  "parent_project_id" as parent_project_id,
  "name" as name,
  "billable" as is_billable
from (
  select
    "id" as "id",
    "parent_project_id" as "parent_project_id",
    "name" as "name",
    case when lower("billable") in ('true', 't', '1') then true when lower("billable") in ('false', 'f', '0') then false end as "billable",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_parent_project_id" as "parent_project_id",
        "text_of_name" as "name",
        "text_of_billable" as "billable",
        "text_of_observed_at" as "observed_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when translate(substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11), 'Z+-', '') <> substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11) then cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone) at time zone 'UTC'
      else cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "id", cast(null as text) as "parent_project_id", cast(null as text) as "name", cast(null as text) as "billable", cast(null as text) as "observed_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("parent_project_id" as text), '') as "text_of_parent_project_id",
          nullif(cast("name" as text), '') as "text_of_name",
          nullif(cast("billable" as text), '') as "text_of_billable",
          nullif(cast("observed_at" as text), '') as "text_of_observed_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from projects /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("observed_at", 11), 'Z+-', '') <> substr("observed_at", 11) then cast("observed_at" as timestamp with time zone) at time zone 'UTC'
      else cast("observed_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
) as projects;

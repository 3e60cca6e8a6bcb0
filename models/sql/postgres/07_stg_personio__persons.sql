-- One row per person, current and former. Without deleted ones.
create or replace view stg_personio__persons as
select
  "id" as person_id,
  "first_name" as first_name,
  "last_name" as last_name,
  nullif(trim(coalesce(nullif(trim("preferred_name"), ''), "first_name", '') || ' ' || coalesce("last_name", '')), '') as name,
  "email" as email,
  upper("status") as status
from (
  select
    "id" as "id",
    "first_name" as "first_name",
    "last_name" as "last_name",
    "preferred_name" as "preferred_name",
    "email" as "email",
    "status" as "status",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_first_name" as "first_name",
        "text_of_last_name" as "last_name",
        "text_of_preferred_name" as "preferred_name",
        "text_of_email" as "email",
        "text_of_status" as "status",
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
      from (select cast(null as text) as "id", cast(null as text) as "first_name", cast(null as text) as "last_name", cast(null as text) as "preferred_name", cast(null as text) as "email", cast(null as text) as "status", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("first_name" as text), '') as "text_of_first_name",
          nullif(cast("last_name" as text), '') as "text_of_last_name",
          nullif(cast("preferred_name" as text), '') as "text_of_preferred_name",
          nullif(cast("email" as text), '') as "text_of_email",
          nullif(cast("status" as text), '') as "text_of_status",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from persons /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
) as persons;

-- One row per application.
create or replace view stg_personio__recruiting_applications as
select "id" as application_id, "job_id" as job_id, "application_date" as application_date
from (
  select
    "id" as "id",
    "job_id" as "job_id",
    case when "application_date" ~ '^\d{4}-\d\d-\d\d' then cast(substr("application_date", 1, 10) as date) end as "application_date",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_job_id" as "job_id",
        "text_of_application_date" as "application_date",
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
      from (select cast(null as text) as "id", cast(null as text) as "job_id", cast(null as text) as "application_date", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("job_id" as text), '') as "text_of_job_id",
          nullif(cast("application_date" as text), '') as "text_of_application_date",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from recruiting_applications /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
) as recruiting_applications;

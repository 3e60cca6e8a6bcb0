-- One row per absence, whatever its approval. Without those of deleted people.
create or replace view stg_personio__absence_periods as
with absence_periods as (
  select
    "id" as "id",
    "person_id" as "person_id",
    "absence_type_id" as "absence_type_id",
    "approval_status" as "approval_status",
    case when "starts_at" ~ '^\d{4}-\d\d-\d\d' then cast("starts_at" as timestamp) end as "starts_at",
    case when "starts_on" ~ '^\d{4}-\d\d-\d\d' then cast(substr("starts_on", 1, 10) as date) end as "starts_on",
    "start_half" as "start_half",
    case when "ends_at" ~ '^\d{4}-\d\d-\d\d' then cast("ends_at" as timestamp) end as "ends_at",
    case when "ends_on" ~ '^\d{4}-\d\d-\d\d' then cast(substr("ends_on", 1, 10) as date) end as "ends_on",
    "end_half" as "end_half",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_person_id" as "person_id",
        "text_of_absence_type_id" as "absence_type_id",
        "text_of_approval_status" as "approval_status",
        "text_of_starts_at" as "starts_at",
        "text_of_starts_on" as "starts_on",
        "text_of_start_half" as "start_half",
        "text_of_ends_at" as "ends_at",
        "text_of_ends_on" as "ends_on",
        "text_of_end_half" as "end_half",
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
      from (select cast(null as text) as "id", cast(null as text) as "person_id", cast(null as text) as "absence_type_id", cast(null as text) as "approval_status", cast(null as text) as "starts_at", cast(null as text) as "starts_on", cast(null as text) as "start_half", cast(null as text) as "ends_at", cast(null as text) as "ends_on", cast(null as text) as "end_half", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("absence_type_id" as text), '') as "text_of_absence_type_id",
          nullif(cast("approval_status" as text), '') as "text_of_approval_status",
          nullif(cast("starts_at" as text), '') as "text_of_starts_at",
          nullif(cast("starts_on" as text), '') as "text_of_starts_on",
          nullif(cast("start_half" as text), '') as "text_of_start_half",
          nullif(cast("ends_at" as text), '') as "text_of_ends_at",
          nullif(cast("ends_on" as text), '') as "text_of_ends_on",
          nullif(cast("end_half" as text), '') as "text_of_end_half",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from absence_periods /* table */ as raw_table
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
  absence_periods."id" as absence_period_id,
  absence_periods."person_id" as person_id,
  "absence_type_id" as absence_type_id,
  upper("approval_status") as approval_status,
  "starts_at" as starts_at,
  "starts_on" as starts_on,
  upper("start_half") as start_half,
  "ends_at" as ends_at,
  "ends_on" as ends_on,
  upper("end_half") as end_half
from absence_periods
left join stg_personio__known_persons as owners on owners.person_id = absence_periods.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

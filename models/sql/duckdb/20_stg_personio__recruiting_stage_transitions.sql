-- One row per entry of an application into a stage. For each application, only the entries of the latest reading
-- count.
create or replace view stg_personio__recruiting_stage_transitions as
with transitions as (
  select
    "record_key" as "record_key",
    "application_id" as "application_id",
    "stage_id" as "stage_id",
    "stage_name" as "stage_name",
    "stage" as "stage",
    case
      when regexp_matches("entered_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("entered_at" as timestamp with time zone)))
      else try_cast("entered_at" as timestamp)
    end as "entered_at",
    case
      when regexp_matches("application_updated_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("application_updated_at" as timestamp with time zone)))
      else try_cast("application_updated_at" as timestamp)
    end as "application_updated_at",
    loaded_at
  from (
    select *
  from (
    select *, row_number() over (partition by "record_key" order by loaded_at desc nulls last, case
      when regexp_matches("application_updated_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("application_updated_at" as timestamp with time zone)))
      else try_cast("application_updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last) as place
    from (
      select
        "text_of_record_key" as "record_key",
        "text_of_application_id" as "application_id",
        "text_of_stage_id" as "stage_id",
        "text_of_stage_name" as "stage_name",
        "text_of_stage" as "stage",
        "text_of_entered_at" as "entered_at",
        "text_of_application_updated_at" as "application_updated_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when regexp_matches(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone)))
      else try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "record_key", cast(null as text) as "application_id", cast(null as text) as "stage_id", cast(null as text) as "stage_name", cast(null as text) as "stage", cast(null as text) as "entered_at", cast(null as text) as "application_updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("application_id" as text), '') as "text_of_application_id",
          nullif(cast("stage_id" as text), '') as "text_of_stage_id",
          nullif(cast("stage_name" as text), '') as "text_of_stage_name",
          json_extract_string(to_json("stage"), '$') as "text_of_stage",
          nullif(cast("entered_at" as text), '') as "text_of_entered_at",
          nullif(cast("application_updated_at" as text), '') as "text_of_application_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from recruiting_stage_transitions /* table */ as raw_table
      ) as present_columns
    ) as unranked
  ) as ranked
  where place = 1
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
typed as (
  select
    *,
    lower(json_extract_string("stage", '$.type')) as type,
    lower(json_extract_string("stage", '$.kind')) as kind,
    max("application_updated_at") over (partition by "application_id") as last_read_at
  from transitions
),
stages as (
  select
    *,
    case when type in ('unassigned', 'rejected', 'withdrawn', 'offer', 'accepted') then type when kind in ('unassigned', 'rejected', 'withdrawn', 'offer', 'accepted') then kind else type end as stage_type
  from typed
  where last_read_at is null or "application_updated_at" = last_read_at
)
select
  "record_key" as transition_key,
  "application_id" as application_id,
  coalesce("stage_id", stage_type, '(none)') as stage_key,
  "stage_name" as stage_name,
  stage_type,
  "entered_at" as entered_at
from stages
where "application_id" in (select application_id from stg_personio__recruiting_applications);

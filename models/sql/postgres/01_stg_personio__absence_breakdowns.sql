-- Days of absences as Personio counts them, from the newest version of each absence. A day may have several
-- rows.
create or replace view stg_personio__absence_breakdowns as
with absence_breakdowns as (
  select
    "absence_period_id" as "absence_period_id",
    case when "date" ~ '^\d{4}-\d\d-\d\d' then cast(substr("date", 1, 10) as date) end as "date",
    "unit" as "unit",
    case when "value" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("value" as decimal(28, 6)) end as "value",
    case when "absence_period_updated_at" ~ '^\d{4}-\d\d-\d\d' then case
      when translate(substr("absence_period_updated_at", 11), 'Z+-', '') <> substr("absence_period_updated_at", 11) then cast("absence_period_updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("absence_period_updated_at" as timestamp)
    end end as "absence_period_updated_at",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_absence_period_id" as "absence_period_id",
        "text_of_date" as "date",
        "text_of_unit" as "unit",
        "text_of_value" as "value",
        "text_of_absence_period_updated_at" as "absence_period_updated_at",
        "text_of_record_key" as "record_key",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when translate(substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11), 'Z+-', '') <> substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11) then cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone) at time zone 'UTC'
      else cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "absence_period_id", cast(null as text) as "date", cast(null as text) as "unit", cast(null as text) as "value", cast(null as text) as "absence_period_updated_at", cast(null as text) as "record_key", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("absence_period_id" as text), '') as "text_of_absence_period_id",
          nullif(cast("date" as text), '') as "text_of_date",
          nullif(cast("unit" as text), '') as "text_of_unit",
          nullif(cast("value" as text), '') as "text_of_value",
          nullif(cast("absence_period_updated_at" as text), '') as "text_of_absence_period_updated_at",
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from absence_breakdowns /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "record_key", loaded_at desc nulls last, case
      when translate(substr("absence_period_updated_at", 11), 'Z+-', '') <> substr("absence_period_updated_at", 11) then cast("absence_period_updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("absence_period_updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
versions as (
  select
    *,
    rank() over (partition by "absence_period_id" order by "absence_period_updated_at" desc nulls last) as version
  from absence_breakdowns
)
select
  "absence_period_id" as absence_period_id,
  "date" as date,
  upper("unit") as unit,
  "value" as value
from versions
where version = 1;

-- One row per entry of pay and month in which it applies. For each person and month, only the entries of the
-- latest reading count.
create or replace view stg_personio__compensations as
with entries as (
  select
    "record_key" as "record_key",
    "id" as "id",
    "person_id" as "person_id",
    case when "month" ~ '^\d{4}-\d\d-\d\d' then cast(substr("month", 1, 10) as date) end as "month",
    "type_id" as "type_id",
    "type_name" as "type_name",
    "type_category" as "type_category",
    case when "amount_value" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("amount_value" as decimal(28, 6)) end as "amount_value",
    "amount_currency" as "amount_currency",
    "pay_interval" as "pay_interval",
    case when "effective_from" ~ '^\d{4}-\d\d-\d\d' then cast(substr("effective_from", 1, 10) as date) end as "effective_from",
    case when "weekly_working_hours" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("weekly_working_hours" as decimal(28, 6)) end as "weekly_working_hours",
    case when "observed_at" ~ '^\d{4}-\d\d-\d\d' then case
      when translate(substr("observed_at", 11), 'Z+-', '') <> substr("observed_at", 11) then cast("observed_at" as timestamp with time zone) at time zone 'UTC'
      else cast("observed_at" as timestamp)
    end end as "observed_at",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_record_key" as "record_key",
        "text_of_id" as "id",
        "text_of_person_id" as "person_id",
        "text_of_month" as "month",
        "text_of_type_id" as "type_id",
        "text_of_type_name" as "type_name",
        "text_of_type_category" as "type_category",
        "text_of_amount_value" as "amount_value",
        "text_of_amount_currency" as "amount_currency",
        "text_of_pay_interval" as "pay_interval",
        "text_of_effective_from" as "effective_from",
        "text_of_weekly_working_hours" as "weekly_working_hours",
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
      from (select cast(null as text) as "record_key", cast(null as text) as "id", cast(null as text) as "person_id", cast(null as text) as "month", cast(null as text) as "type_id", cast(null as text) as "type_name", cast(null as text) as "type_category", cast(null as text) as "amount_value", cast(null as text) as "amount_currency", cast(null as text) as "pay_interval", cast(null as text) as "effective_from", cast(null as text) as "weekly_working_hours", cast(null as text) as "observed_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("month" as text), '') as "text_of_month",
          nullif(cast("type_id" as text), '') as "text_of_type_id",
          nullif(cast("type_name" as text), '') as "text_of_type_name",
          nullif(cast("type_category" as text), '') as "text_of_type_category",
          nullif(cast("amount_value" as text), '') as "text_of_amount_value",
          nullif(cast("amount_currency" as text), '') as "text_of_amount_currency",
          nullif(cast("pay_interval" as text), '') as "text_of_pay_interval",
          nullif(cast("effective_from" as text), '') as "text_of_effective_from",
          nullif(cast("weekly_working_hours" as text), '') as "text_of_weekly_working_hours",
          nullif(cast("observed_at" as text), '') as "text_of_observed_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from compensations /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "record_key", loaded_at desc nulls last, case
      when translate(substr("observed_at", 11), 'Z+-', '') <> substr("observed_at", 11) then cast("observed_at" as timestamp with time zone) at time zone 'UTC'
      else cast("observed_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
readings as (
  select *, max("observed_at") over (partition by "person_id", "month") as last_observed_at
  from entries
)
select
  "record_key" as record_key,
  "id" as compensation_id,
  readings."person_id" as person_id,
  "month" as month,
  "type_id" as type_id,
  "type_name" as type_name,
  upper("type_category") as category,
  "amount_value" as amount,
  upper("amount_currency") as currency,
  upper(replace("pay_interval", '_', '-')) as pay_interval,
  "effective_from" as effective_from,
  "weekly_working_hours" as weekly_hours
from (select * from readings where last_observed_at is null or "observed_at" = last_observed_at) as readings
left join stg_personio__known_persons as owners on owners.person_id = readings.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

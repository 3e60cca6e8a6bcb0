-- Values of historical reports of API v1, one row for each person, attribute and day from which it holds.
create or replace view stg_personio__custom_report_values as
with report_rows as (
  select
    "record_key" as "record_key",
    "report_id" as "report_id",
    "person_id" as "person_id",
    "historical_attributes" as "historical_attributes",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_record_key" as "record_key",
        "text_of_report_id" as "report_id",
        "text_of_person_id" as "person_id",
        "text_of_historical_attributes" as "historical_attributes",
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
      from (select cast(null as text) as "record_key", cast(null as text) as "report_id", cast(null as text) as "person_id", cast(null as text) as "historical_attributes", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("report_id" as text), '') as "text_of_report_id",
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          cast("historical_attributes" as text) as "text_of_historical_attributes",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from custom_report_rows /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "record_key", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
report_values as (
  select "record_key" as record_key, "report_id" as report_id, "person_id" as person_id, items.element, items.place as number_in_row
  from report_rows
  cross join lateral (
    select cast(item as text) as element, place
    from jsonb_array_elements(case when jsonb_typeof(cast("historical_attributes" as jsonb)) = 'array' then cast("historical_attributes" as jsonb) end)
      with ordinality as items (item, place)
  ) as items
)
select
  report_values.record_key,
  report_values.number_in_row,
  report_values.report_id,
  report_values.person_id,
  (cast(element as jsonb) #>> '{attribute_id}') as attribute,
  coalesce(
    (cast(element as jsonb) #>> '{value}'),
    (cast(element as jsonb) #>> '{duration}'),
    (cast(element as jsonb) #>> '{amount}'),
    (cast(element as jsonb) #>> '{cost_centers}')
  ) as value,
  (cast(element as jsonb) #>> '{entity_id}') as value_key,
  case when (cast(element as jsonb) #>> '{effective_date}') ~ '^\d{4}-\d\d-\d\d' then cast(substr((cast(element as jsonb) #>> '{effective_date}'), 1, 10) as date) end as effective_date
from report_values
left join stg_personio__known_persons as owners on owners.person_id = report_values.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

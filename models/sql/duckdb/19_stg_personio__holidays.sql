-- One row per person and day with a holiday, however many the day has.
create or replace view stg_personio__holidays as
with holidays as (
  select
    "person_id" as "person_id",
    try_cast(substr("date", 1, 10) as date) as "date",
    loaded_at
  from (
    select *
  from (
    select *, row_number() over (partition by "record_key" order by loaded_at desc nulls last, case
      when regexp_matches("observed_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("observed_at" as timestamp with time zone)))
      else try_cast("observed_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last) as place
    from (
      select
        "text_of_person_id" as "person_id",
        "text_of_date" as "date",
        "text_of_record_key" as "record_key",
        "text_of_observed_at" as "observed_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when regexp_matches(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone)))
      else try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "person_id", cast(null as text) as "date", cast(null as text) as "record_key", cast(null as text) as "observed_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("date" as text), '') as "text_of_date",
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("observed_at" as text), '') as "text_of_observed_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from holidays /* table */ as raw_table
      ) as present_columns
    ) as unranked
  ) as ranked
  where place = 1
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
)
select distinct
  holidays."person_id" as person_id,
  holidays."date" as date
from holidays
left join stg_personio__known_persons as owners on owners.person_id = holidays.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

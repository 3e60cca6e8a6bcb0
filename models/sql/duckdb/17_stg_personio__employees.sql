-- One row per employee of API v1, with the present work schedule.
create or replace view stg_personio__employees as
with employees as (
  select
    "id" as "id",
    "work_schedule" as "work_schedule",
    loaded_at
  from (
    select *
  from (
    select *, row_number() over (partition by "id" order by loaded_at desc nulls last, case
      when regexp_matches("last_modified_at", ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast("last_modified_at" as timestamp with time zone)))
      else try_cast("last_modified_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last) as place
    from (
      select
        "text_of_id" as "id",
        "text_of_work_schedule" as "work_schedule",
        "text_of_last_modified_at" as "last_modified_at",
        "text_of__airbyte_extracted_at" as "_airbyte_extracted_at",
        "text_of__airbyte_emitted_at" as "_airbyte_emitted_at",
        "text_of__sdc_extracted_at" as "_sdc_extracted_at",
        "text_of__sdc_batched_at" as "_sdc_batched_at",
        "text_of__ab_cdc_deleted_at" as "_ab_cdc_deleted_at",
        case
      when regexp_matches(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone)))
      else try_cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "id", cast(null as text) as "work_schedule", cast(null as text) as "last_modified_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          json_extract_string(to_json("work_schedule"), '$') as "text_of_work_schedule",
          nullif(cast("last_modified_at" as text), '') as "text_of_last_modified_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from employees /* table */ as raw_table
      ) as present_columns
    ) as unranked
  ) as ranked
  where place = 1
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
schedules as (
  select "id" as id, case when substr("work_schedule", 1, 1) = '{' then "work_schedule" end as work_schedule
  from employees
)
select
  schedules.id as person_id,
  work_schedule,
  try_cast(substr(nullif(json_extract_string(work_schedule, '$.valid_from'), ''), 1, 10) as date) as valid_from
from schedules
left join stg_personio__known_persons as owners on owners.person_id = schedules.id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

-- One row per employee of API v1, with the present work schedule.
create or replace view stg_personio__employees as
with employees as (
  select
    "id" as "id",
    "work_schedule" as "work_schedule",
    loaded_at
  from (
    select distinct on ("id") *
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
      when translate(substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11), 'Z+-', '') <> substr(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at"), 11) then cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp with time zone) at time zone 'UTC'
      else cast(coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at") as timestamp)
    end as loaded_at
      from (select cast(null as text) as "id", cast(null as text) as "work_schedule", cast(null as text) as "last_modified_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          cast("work_schedule" as text) as "text_of_work_schedule",
          nullif(cast("last_modified_at" as text), '') as "text_of_last_modified_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from employees /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("last_modified_at", 11), 'Z+-', '') <> substr("last_modified_at", 11) then cast("last_modified_at" as timestamp with time zone) at time zone 'UTC'
      else cast("last_modified_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
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
  case when nullif((cast(work_schedule as jsonb) #>> '{valid_from}'), '') ~ '^\d{4}-\d\d-\d\d' then cast(substr(nullif((cast(work_schedule as jsonb) #>> '{valid_from}'), ''), 1, 10) as date) end as valid_from
from schedules
left join stg_personio__known_persons as owners on owners.person_id = schedules.id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

-- One row per recorded period of work or break. Without those of deleted people.
create or replace view stg_personio__attendance_periods as
with attendance_periods as (
  select
    "id" as "id",
    "person_id" as "person_id",
    "project_id" as "project_id",
    "type" as "type",
    "approval_status" as "approval_status",
    case when "attribution_date" ~ '^\d{4}-\d\d-\d\d' then cast(substr("attribution_date", 1, 10) as date) end as "attribution_date",
    case when "started_at" ~ '^\d{4}-\d\d-\d\d' then cast("started_at" as timestamp) end as "started_at",
    case when "ended_at" ~ '^\d{4}-\d\d-\d\d' then cast("ended_at" as timestamp) end as "ended_at",
    case when "duration_minutes" ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast("duration_minutes" as decimal(28, 6)) end as "duration_minutes",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_person_id" as "person_id",
        "text_of_project_id" as "project_id",
        "text_of_type" as "type",
        "text_of_approval_status" as "approval_status",
        "text_of_attribution_date" as "attribution_date",
        "text_of_started_at" as "started_at",
        "text_of_ended_at" as "ended_at",
        "text_of_duration_minutes" as "duration_minutes",
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
      from (select cast(null as text) as "id", cast(null as text) as "person_id", cast(null as text) as "project_id", cast(null as text) as "type", cast(null as text) as "approval_status", cast(null as text) as "attribution_date", cast(null as text) as "started_at", cast(null as text) as "ended_at", cast(null as text) as "duration_minutes", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("project_id" as text), '') as "text_of_project_id",
          nullif(cast("type" as text), '') as "text_of_type",
          nullif(cast("approval_status" as text), '') as "text_of_approval_status",
          nullif(cast("attribution_date" as text), '') as "text_of_attribution_date",
          nullif(cast("started_at" as text), '') as "text_of_started_at",
          nullif(cast("ended_at" as text), '') as "text_of_ended_at",
          nullif(cast("duration_minutes" as text), '') as "text_of_duration_minutes",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from attendance_periods /* table */ as raw_table
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
  attendance_periods."id" as attendance_period_id,
  attendance_periods."person_id" as person_id,
  "project_id" as project_id,
  upper("type") as type,
  case
    when upper("approval_status") in ('CONFIRMED', 'APPROVED') then 'confirmed'
    when upper("approval_status") in ('REJECTED', 'EXPIRED') then 'rejected'
    else 'pending'
  end as approval,
  coalesce("attribution_date", cast("started_at" as date)) as date,
  "started_at" as started_at,
  "ended_at" as ended_at,
  "duration_minutes" as duration_minutes
from attendance_periods
left join stg_personio__known_persons as owners on owners.person_id = attendance_periods.person_id and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from stg_personio__known_persons);

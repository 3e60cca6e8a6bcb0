-- What the tables lack. One row for each possible gap, even if nothing is missing. Start with the rows where
-- missing > 0.
-- needs:
-- uses: persons, employments, org_units, workplaces, legal_entities, absence_types, absence_periods, absence_breakdowns, holidays, attendance_periods, projects, employees, compensations, recruiting_jobs, recruiting_applications, recruiting_stage_transitions, custom_report_rows
create or replace view personio__data_gaps as
with present_persons as (
  select *, person_id in (select person_id from stg_personio__employments where person_id is not null) as is_employed
  from stg_personio__persons
),
present_employments as (
  select
    *,
    lead(started_on) over (
      partition by person_id, (coalesce(employment_type, '') in ('', 'UNSPECIFIED') or employment_type in ('INTERNAL'))
      order by started_on nulls first, employment_id
    ) is null as is_last_of_person
  from stg_personio__employments
),
present_absence_types as (
  select
    "id" as "id",
    "category" as "category",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_id" as "id",
        "text_of_category" as "category",
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
      from (select cast(null as text) as "id", cast(null as text) as "category", cast(null as text) as "observed_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("category" as text), '') as "text_of_category",
          nullif(cast("observed_at" as text), '') as "text_of_observed_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from absence_types /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("observed_at", 11), 'Z+-', '') <> substr("observed_at", 11) then cast("observed_at" as timestamp with time zone) at time zone 'UTC'
      else cast("observed_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
),
present_compensations as (
  select * from stg_personio__compensations
),
present_recruiting_applications as (
  select * from stg_personio__recruiting_applications
),
present_recruiting_stage_transitions as (
  select * from stg_personio__recruiting_stage_transitions
),
all_employments as (
  select
    children.*,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_person_id" as "person_id",
        "text_of_id" as "id",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "id", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("id" as text), '') as "text_of_id",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from employments /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "id", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
all_absence_periods as (
  select
    children.*,
    coalesce(children.absence_type_id in (select id from present_absence_types where id is not null), false) as is_of_known_type,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
    "absence_type_id" as "absence_type_id",
    case when "starts_on" ~ '^\d{4}-\d\d-\d\d' then cast(substr("starts_on", 1, 10) as date) end as "starts_on",
    "approval_status" as "approval_status",
    loaded_at
  from (
    select distinct on ("id") *
  from (
      select
        "text_of_person_id" as "person_id",
        "text_of_absence_type_id" as "absence_type_id",
        "text_of_starts_on" as "starts_on",
        "text_of_approval_status" as "approval_status",
        "text_of_id" as "id",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "absence_type_id", cast(null as text) as "starts_on", cast(null as text) as "approval_status", cast(null as text) as "id", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("absence_type_id" as text), '') as "text_of_absence_type_id",
          nullif(cast("starts_on" as text), '') as "text_of_starts_on",
          nullif(cast("approval_status" as text), '') as "text_of_approval_status",
          nullif(cast("id" as text), '') as "text_of_id",
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
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
all_holidays as (
  select
    children.*,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_person_id" as "person_id",
        "text_of_record_key" as "record_key",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "record_key", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("record_key" as text), '') as "text_of_record_key",
          nullif(cast("updated_at" as text), '') as "text_of_updated_at",
          nullif(cast("_airbyte_extracted_at" as text), '') as "text_of__airbyte_extracted_at",
          nullif(cast("_airbyte_emitted_at" as text), '') as "text_of__airbyte_emitted_at",
          nullif(cast("_sdc_extracted_at" as text), '') as "text_of__sdc_extracted_at",
          nullif(cast("_sdc_batched_at" as text), '') as "text_of__sdc_batched_at",
          nullif(cast("_ab_cdc_deleted_at" as text), '') as "text_of__ab_cdc_deleted_at"
        from holidays /* table */ as raw_table
      ) as present_columns
  ) as unranked
  order by "record_key", loaded_at desc nulls last, case
      when translate(substr("updated_at", 11), 'Z+-', '') <> substr("updated_at", 11) then cast("updated_at" as timestamp with time zone) at time zone 'UTC'
      else cast("updated_at" as timestamp)
    end desc nulls last, "_ab_cdc_deleted_at" desc nulls last
  ) as versions
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
all_attendance_periods as (
  select
    children.*,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
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
        "text_of_person_id" as "person_id",
        "text_of_type" as "type",
        "text_of_approval_status" as "approval_status",
        "text_of_attribution_date" as "attribution_date",
        "text_of_started_at" as "started_at",
        "text_of_ended_at" as "ended_at",
        "text_of_duration_minutes" as "duration_minutes",
        "text_of_id" as "id",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "type", cast(null as text) as "approval_status", cast(null as text) as "attribution_date", cast(null as text) as "started_at", cast(null as text) as "ended_at", cast(null as text) as "duration_minutes", cast(null as text) as "id", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("type" as text), '') as "text_of_type",
          nullif(cast("approval_status" as text), '') as "text_of_approval_status",
          nullif(cast("attribution_date" as text), '') as "text_of_attribution_date",
          nullif(cast("started_at" as text), '') as "text_of_started_at",
          nullif(cast("ended_at" as text), '') as "text_of_ended_at",
          nullif(cast("duration_minutes" as text), '') as "text_of_duration_minutes",
          nullif(cast("id" as text), '') as "text_of_id",
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
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
all_compensations as (
  select
    children.*,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_person_id" as "person_id",
        "text_of_record_key" as "record_key",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "record_key", cast(null as text) as "observed_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("record_key" as text), '') as "text_of_record_key",
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
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
all_custom_report_rows as (
  select
    children.*,
    owners.person_id is not null or not exists (select 1 from stg_personio__known_persons) as is_of_present_person
  from (
    select
    "person_id" as "person_id",
    loaded_at
  from (
    select distinct on ("record_key") *
  from (
      select
        "text_of_person_id" as "person_id",
        "text_of_record_key" as "record_key",
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
      from (select cast(null as text) as "person_id", cast(null as text) as "record_key", cast(null as text) as "updated_at", cast(null as text) as "_airbyte_extracted_at", cast(null as text) as "_airbyte_emitted_at", cast(null as text) as "_sdc_extracted_at", cast(null as text) as "_sdc_batched_at", cast(null as text) as "_ab_cdc_deleted_at") as missing_columns
      cross join lateral (
        select
          nullif(cast("person_id" as text), '') as "text_of_person_id",
          nullif(cast("record_key" as text), '') as "text_of_record_key",
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
  ) as children
  left join stg_personio__known_persons as owners on owners.person_id = children.person_id and not owners.is_deleted
),
counts_of_present_persons as (
  select
    count(case when 1 = 1 then 1 end) as total_of_persons_without_name,
    count(case when (1 = 1) and (name is null) then 1 end) as persons_without_name,
    count(case when 1 = 1 then 1 end) as total_of_persons_without_status,
    count(case when (1 = 1) and (status is null) then 1 end) as persons_without_status,
    count(case when 1 = 1 then 1 end) as total_of_persons_without_employment,
    count(case when (1 = 1) and (not is_employed) then 1 end) as persons_without_employment
  from present_persons
),
counts_of_present_employments as (
  select
    count(case when 1 = 1 then 1 end) as total_of_employments_without_start,
    count(case when (1 = 1) and (started_on is null) then 1 end) as employments_without_start,
    count(case when 1 = 1 then 1 end) as total_of_employments_that_end_before_they_start,
    count(case when (1 = 1) and (left_on < started_on) then 1 end) as employments_that_end_before_they_start,
    count(case when status = 'INACTIVE' then 1 end) as total_of_inactive_employments_without_end,
    count(case when (status = 'INACTIVE') and (left_on is null) then 1 end) as inactive_employments_without_end,
    count(case when left_on is not null and termination_type = 'SUB_COMPANY_SWITCH' then 1 end) as total_of_company_switches_without_next_employment,
    count(case when (left_on is not null and termination_type = 'SUB_COMPANY_SWITCH') and (is_last_of_person) then 1 end) as company_switches_without_next_employment,
    count(case when left_on is not null then 1 end) as total_of_ended_employments_without_termination_type,
    count(case when (left_on is not null) and (coalesce(termination_type, 'UNSPECIFIED') = 'UNSPECIFIED') then 1 end) as ended_employments_without_termination_type,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_type,
    count(case when (1 = 1) and (coalesce(employment_type, 'UNSPECIFIED') = 'UNSPECIFIED') then 1 end) as employments_without_type,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_status,
    count(case when (1 = 1) and (coalesce(status, 'UNSPECIFIED') = 'UNSPECIFIED') then 1 end) as employments_without_status,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_weekly_hours,
    count(case when (1 = 1) and (weekly_hours is null) then 1 end) as employments_without_weekly_hours,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_full_time_hours,
    count(case when (1 = 1) and (coalesce(full_time_weekly_hours, 0) = 0) then 1 end) as employments_without_full_time_hours,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_position,
    count(case when (1 = 1) and (position is null) then 1 end) as employments_without_position,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_department,
    count(case when (1 = 1) and (department_key is null) then 1 end) as employments_without_department,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_supervisor,
    count(case when (1 = 1) and (supervisor_id is null) then 1 end) as employments_without_supervisor,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_legal_entity,
    count(case when (1 = 1) and (legal_entity_id is null) then 1 end) as employments_without_legal_entity,
    count(case when 1 = 1 then 1 end) as total_of_employments_without_workplace,
    count(case when (1 = 1) and (workplace_id is null) then 1 end) as employments_without_workplace
  from present_employments
),
counts_of_present_absence_types as (
  select
    count(case when 1 = 1 then 1 end) as total_of_absence_types_without_category,
    count(case when (1 = 1) and (category is null) then 1 end) as absence_types_without_category
  from present_absence_types
),
counts_of_all_absence_periods as (
  select
    count(case when is_of_present_person then 1 end) as total_of_absences_of_unknown_type,
    count(case when (is_of_present_person) and (not is_of_known_type) then 1 end) as absences_of_unknown_type,
    count(case when is_of_present_person then 1 end) as total_of_absences_without_start,
    count(case when (is_of_present_person) and (starts_on is null) then 1 end) as absences_without_start,
    count(case when is_of_present_person then 1 end) as total_of_absences_without_approval,
    count(case when (is_of_present_person) and (approval_status is null) then 1 end) as absences_without_approval,
    count(case when 1 = 1 then 1 end) as total_of_absence_periods_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as absence_periods_of_unknown_people
  from all_absence_periods
),
counts_of_all_attendance_periods as (
  select
    count(case when is_of_present_person then 1 end) as total_of_attendance_without_type,
    count(case when (is_of_present_person) and (type is null) then 1 end) as attendance_without_type,
    count(case when is_of_present_person then 1 end) as total_of_attendance_without_date,
    count(case when (is_of_present_person) and (attribution_date is null and started_at is null) then 1 end) as attendance_without_date,
    count(case when is_of_present_person then 1 end) as total_of_attendance_without_duration,
    count(case when (is_of_present_person) and (duration_minutes is null and (started_at is null or ended_at is null)) then 1 end) as attendance_without_duration,
    count(case when is_of_present_person and duration_minutes is not null then 1 end) as total_of_attendance_without_times,
    count(case when (is_of_present_person and duration_minutes is not null) and (started_at is null or ended_at is null) then 1 end) as attendance_without_times,
    count(case when is_of_present_person then 1 end) as total_of_attendance_that_ends_before_it_starts,
    count(case when (is_of_present_person) and (ended_at < started_at) then 1 end) as attendance_that_ends_before_it_starts,
    count(case when is_of_present_person then 1 end) as total_of_attendance_without_approval,
    count(case when (is_of_present_person) and (approval_status is null) then 1 end) as attendance_without_approval,
    count(case when 1 = 1 then 1 end) as total_of_attendance_periods_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as attendance_periods_of_unknown_people
  from all_attendance_periods
),
counts_of_present_compensations as (
  select
    count(case when 1 = 1 then 1 end) as total_of_pay_without_amount,
    count(case when (1 = 1) and (amount is null) then 1 end) as pay_without_amount,
    count(case when category like 'HOURLY%' then 1 end) as total_of_hourly_pay_without_hours,
    count(case when (category like 'HOURLY%') and (weekly_hours is null) then 1 end) as hourly_pay_without_hours,
    count(case when category in ('FIXED_SALARY', 'RECURRING') then 1 end) as total_of_recurring_pay_without_interval,
    count(case when (category in ('FIXED_SALARY', 'RECURRING')) and (coalesce(pay_interval, '') not in ('MONTHLY', 'QUARTERLY', 'HALF-YEARLY', 'YEARLY')) then 1 end) as recurring_pay_without_interval
  from present_compensations
),
counts_of_present_recruiting_applications as (
  select
    count(case when 1 = 1 then 1 end) as total_of_applications_without_job,
    count(case when (1 = 1) and (job_id is null) then 1 end) as applications_without_job,
    count(case when 1 = 1 then 1 end) as total_of_applications_without_date,
    count(case when (1 = 1) and (application_date is null) then 1 end) as applications_without_date
  from present_recruiting_applications
),
counts_of_present_recruiting_stage_transitions as (
  select
    count(case when 1 = 1 then 1 end) as total_of_stage_transitions_without_time,
    count(case when (1 = 1) and (entered_at is null) then 1 end) as stage_transitions_without_time,
    count(case when 1 = 1 then 1 end) as total_of_stage_transitions_without_type,
    count(case when (1 = 1) and (stage_type is null) then 1 end) as stage_transitions_without_type
  from present_recruiting_stage_transitions
),
counts_of_all_employments as (
  select
    count(case when 1 = 1 then 1 end) as total_of_employments_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as employments_of_unknown_people
  from all_employments
),
counts_of_all_holidays as (
  select
    count(case when 1 = 1 then 1 end) as total_of_holidays_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as holidays_of_unknown_people
  from all_holidays
),
counts_of_all_compensations as (
  select
    count(case when 1 = 1 then 1 end) as total_of_compensations_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as compensations_of_unknown_people
  from all_compensations
),
counts_of_all_custom_report_rows as (
  select
    count(case when 1 = 1 then 1 end) as total_of_custom_report_rows_of_unknown_people,
    count(case when (1 = 1) and (not is_of_present_person) then 1 end) as custom_report_rows_of_unknown_people
  from all_custom_report_rows
),
rows_of_streams as (
  select 'persons' as stream, (select count(*) from persons /* table */ as raw_table) as total
  union all
  select 'employments' as stream, (select count(*) from employments /* table */ as raw_table) as total
  union all
  select 'org_units' as stream, (select count(*) from org_units /* table */ as raw_table) as total
  union all
  select 'workplaces' as stream, (select count(*) from workplaces /* table */ as raw_table) as total
  union all
  select 'legal_entities' as stream, (select count(*) from legal_entities /* table */ as raw_table) as total
  union all
  select 'absence_types' as stream, (select count(*) from absence_types /* table */ as raw_table) as total
  union all
  select 'absence_periods' as stream, (select count(*) from absence_periods /* table */ as raw_table) as total
  union all
  select 'absence_breakdowns' as stream, (select count(*) from absence_breakdowns /* table */ as raw_table) as total
  union all
  select 'holidays' as stream, (select count(*) from holidays /* table */ as raw_table) as total
  union all
  select 'attendance_periods' as stream, (select count(*) from attendance_periods /* table */ as raw_table) as total
  union all
  select 'projects' as stream, (select count(*) from projects /* table */ as raw_table) as total
  union all
  select 'employees' as stream, (select count(*) from employees /* table */ as raw_table) as total
  union all
  select 'compensations' as stream, (select count(*) from compensations /* table */ as raw_table) as total
  union all
  select 'recruiting_jobs' as stream, (select count(*) from recruiting_jobs /* table */ as raw_table) as total
  union all
  select 'recruiting_applications' as stream, (select count(*) from recruiting_applications /* table */ as raw_table) as total
  union all
  select 'recruiting_stage_transitions' as stream, (select count(*) from recruiting_stage_transitions /* table */ as raw_table) as total
  union all
  select 'custom_report_rows' as stream, (select count(*) from custom_report_rows /* table */ as raw_table) as total
),
counted as (
  select
    'persons_without_name' as gap, 'persons' as stream, 'first_name, last_name' as column_name,
    'personio__staff, personio__employee_history' as models, persons_without_name as missing, total_of_persons_without_name as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. Names of people and managers are null or ids.' as explanation
  from counts_of_present_persons
  union all
  select
    'persons_without_status' as gap, 'persons' as stream, 'status' as column_name,
    'personio__staff' as models, persons_without_status as missing, total_of_persons_without_status as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings.' as explanation
  from counts_of_present_persons
  union all
  select
    'persons_without_employment' as gap, 'persons' as stream, cast(null as text) as column_name,
    'personio__staff' as models, persons_without_employment as missing, total_of_persons_without_employment as total, 'These people are in personio__staff without dates, and in no other model. Read employments together with persons.' as explanation
  from counts_of_present_persons
  union all
  select
    'employments_without_start' as gap, 'employments' as stream, 'employment_start_date' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, employments_without_start as missing, total_of_employments_without_start as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These employments are left out.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_that_end_before_they_start' as gap, 'employments' as stream, 'left_on' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, employments_that_end_before_they_start as missing, total_of_employments_that_end_before_they_start as total, 'Correct the dates in Personio. Until then these employments are left out.' as explanation
  from counts_of_present_employments
  union all
  select
    'inactive_employments_without_end' as gap, 'employments' as stream, 'left_on' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, inactive_employments_without_end as missing, total_of_inactive_employments_without_end as total, 'Enter the last day in Personio, or release the termination to the API credential. Until then these people count as employed.' as explanation
  from counts_of_present_employments
  union all
  select
    'company_switches_without_next_employment' as gap, 'employments' as stream, 'termination_type' as column_name,
    'personio__movements, personio__turnover_monthly' as models, company_switches_without_next_employment as missing, total_of_company_switches_without_next_employment as total, 'The account has no later employment of the person that counts, so the person counts as a leaver. Check it in Personio, and whether a filter of the API credential hides it.' as explanation
  from counts_of_present_employments
  union all
  select
    'ended_employments_without_termination_type' as gap, 'employments' as stream, 'termination_type' as column_name,
    'personio__movements, personio__turnover_monthly' as models, ended_employments_without_termination_type as missing, total_of_ended_employments_without_termination_type as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These leavers do not count as voluntary.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_type' as gap, 'employments' as stream, 'type' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, employments_without_type as missing, total_of_employments_without_type as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These employments count as headcount.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_status' as gap, 'employments' as stream, 'status' as column_name,
    'personio__staff, personio__headcount_monthly' as models, employments_without_status as missing, total_of_employments_without_status as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are in status_unknown.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_weekly_hours' as gap, 'employments' as stream, 'weekly_working_hours' as column_name,
    'personio__staff, personio__headcount_monthly, personio__movements' as models, employments_without_weekly_hours as missing, total_of_employments_without_weekly_hours as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are missing from fte.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_full_time_hours' as gap, 'employments' as stream, 'full_time_weekly_working_hours' as column_name,
    'personio__staff, personio__headcount_monthly' as models, employments_without_full_time_hours as missing, total_of_employments_without_full_time_hours as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are missing from fte.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_position' as gap, 'employments' as stream, 'position_title' as column_name,
    'personio__staff, personio__movements, personio__employee_history' as models, employments_without_position as missing, total_of_employments_without_position as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_department' as gap, 'employments' as stream, 'department_key' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, employments_without_department as missing, total_of_employments_without_department as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are in the department (none).' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_supervisor' as gap, 'employments' as stream, 'supervisor_id' as column_name,
    'personio__staff, personio__movements, personio__employee_history' as models, employments_without_supervisor as missing, total_of_employments_without_supervisor as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. The head of the company has none.' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_legal_entity' as gap, 'employments' as stream, 'legal_entity_id' as column_name,
    'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history' as models, employments_without_legal_entity as missing, total_of_employments_without_legal_entity as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are in the legal entity (none).' as explanation
  from counts_of_present_employments
  union all
  select
    'employments_without_workplace' as gap, 'employments' as stream, 'workplace_id' as column_name,
    'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history' as models, employments_without_workplace as missing, total_of_employments_without_workplace as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These people are in the office (none).' as explanation
  from counts_of_present_employments
  union all
  select
    'absence_types_without_category' as gap, 'absence_types' as stream, 'category' as column_name,
    'personio__absence_monthly, personio__bradford' as models, absence_types_without_category as missing, total_of_absence_types_without_category as total, 'Choose a category for the type in Personio; masked types have none. Until then their absences are in the category (none), and do not count as sickness.' as explanation
  from counts_of_present_absence_types
  union all
  select
    'absences_of_unknown_type' as gap, 'absence_periods' as stream, 'absence_type_id' as column_name,
    'personio__absence_monthly, personio__bradford, personio__working_time_daily' as models, absences_of_unknown_type as missing, total_of_absences_of_unknown_type as total, 'The type was deleted in Personio, or absence_types was not read. These absences are in the category (none).' as explanation
  from counts_of_all_absence_periods
  union all
  select
    'absences_without_start' as gap, 'absence_periods' as stream, 'starts_on' as column_name,
    'personio__absence_monthly, personio__bradford, personio__working_time_daily' as models, absences_without_start as missing, total_of_absences_without_start as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These absences are left out.' as explanation
  from counts_of_all_absence_periods
  union all
  select
    'absences_without_approval' as gap, 'absence_periods' as stream, 'approval_status' as column_name,
    'personio__absence_monthly, personio__bradford, personio__working_time_daily' as models, absences_without_approval as missing, total_of_absences_without_approval as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These absences are left out, since only approved ones count.' as explanation
  from counts_of_all_absence_periods
  union all
  select
    'attendance_without_type' as gap, 'attendance_periods' as stream, 'type' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_without_type as missing, total_of_attendance_without_type as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These periods are left out.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'attendance_without_date' as gap, 'attendance_periods' as stream, 'attribution_date' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_without_date as missing, total_of_attendance_without_date as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These periods are left out.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'attendance_without_duration' as gap, 'attendance_periods' as stream, 'duration_minutes' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_without_duration as missing, total_of_attendance_without_duration as total, 'The period is still running. Enter its end in Personio; until then it has no minutes.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'attendance_without_times' as gap, 'attendance_periods' as stream, 'started_at, ended_at' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_without_times as missing, total_of_attendance_without_times as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. Without the times of work and breaks, no break is subtracted.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'attendance_that_ends_before_it_starts' as gap, 'attendance_periods' as stream, 'ended_at' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_that_ends_before_it_starts as missing, total_of_attendance_that_ends_before_it_starts as total, 'Correct the times in Personio. Until then these periods have no minutes.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'attendance_without_approval' as gap, 'attendance_periods' as stream, 'approval_status' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_without_approval as missing, total_of_attendance_without_approval as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These periods do not count as confirmed.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'pay_without_amount' as gap, 'compensations' as stream, 'amount_value' as column_name,
    'personio__pay_monthly' as models, pay_without_amount as missing, total_of_pay_without_amount as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These entries have no amount.' as explanation
  from counts_of_present_compensations
  union all
  select
    'hourly_pay_without_hours' as gap, 'compensations' as stream, 'weekly_working_hours' as column_name,
    'personio__pay_monthly' as models, hourly_pay_without_hours as missing, total_of_hourly_pay_without_hours as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These entries have no monthly_amount.' as explanation
  from counts_of_present_compensations
  union all
  select
    'recurring_pay_without_interval' as gap, 'compensations' as stream, 'pay_interval' as column_name,
    'personio__pay_monthly' as models, recurring_pay_without_interval as missing, total_of_recurring_pay_without_interval as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These entries have no monthly_amount, nor do those whose interval the models do not know.' as explanation
  from counts_of_present_compensations
  union all
  select
    'applications_without_job' as gap, 'recruiting_applications' as stream, 'job_id' as column_name,
    'personio__hiring_funnel' as models, applications_without_job as missing, total_of_applications_without_job as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. These applications are in the job (none).' as explanation
  from counts_of_present_recruiting_applications
  union all
  select
    'applications_without_date' as gap, 'recruiting_applications' as stream, 'application_date' as column_name,
    'personio__hiring_funnel' as models, applications_without_date as missing, total_of_applications_without_date as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. They are missing from median_days_to_hire.' as explanation
  from counts_of_present_recruiting_applications
  union all
  select
    'stage_transitions_without_time' as gap, 'recruiting_stage_transitions' as stream, 'entered_at' as column_name,
    'personio__hiring_funnel' as models, stage_transitions_without_time as missing, total_of_stage_transitions_without_time as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. They are left out.' as explanation
  from counts_of_present_recruiting_stage_transitions
  union all
  select
    'stage_transitions_without_type' as gap, 'recruiting_stage_transitions' as stream, 'stage' as column_name,
    'personio__hiring_funnel' as models, stage_transitions_without_type as missing, total_of_stage_transitions_without_type as total, 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings. Without types nobody counts as rejected, withdrawn or hired.' as explanation
  from counts_of_present_recruiting_stage_transitions
  union all
  select
    'employments_of_unknown_people' as gap, 'employments' as stream, 'person_id' as column_name,
    'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history' as models, employments_of_unknown_people as missing, total_of_employments_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_employments
  union all
  select
    'absence_periods_of_unknown_people' as gap, 'absence_periods' as stream, 'person_id' as column_name,
    'personio__absence_monthly, personio__bradford, personio__working_time_daily' as models, absence_periods_of_unknown_people as missing, total_of_absence_periods_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_absence_periods
  union all
  select
    'holidays_of_unknown_people' as gap, 'holidays' as stream, 'person_id' as column_name,
    'personio__absence_monthly, personio__bradford, personio__working_time_daily' as models, holidays_of_unknown_people as missing, total_of_holidays_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_holidays
  union all
  select
    'attendance_periods_of_unknown_people' as gap, 'attendance_periods' as stream, 'person_id' as column_name,
    'personio__working_time_daily, personio__project_hours_monthly' as models, attendance_periods_of_unknown_people as missing, total_of_attendance_periods_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_attendance_periods
  union all
  select
    'compensations_of_unknown_people' as gap, 'compensations' as stream, 'person_id' as column_name,
    'personio__pay_monthly' as models, compensations_of_unknown_people as missing, total_of_compensations_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_compensations
  union all
  select
    'custom_report_rows_of_unknown_people' as gap, 'custom_report_rows' as stream, 'person_id' as column_name,
    'personio__employee_history' as models, custom_report_rows_of_unknown_people as missing, total_of_custom_report_rows_of_unknown_people as total, 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.' as explanation
  from counts_of_all_custom_report_rows
  union all
  select
    'persons_without_rows', 'persons', cast(null as text), 'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__project_hours_monthly, personio__pay_monthly, personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream persons, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'persons'
  union all
  select
    'employments_without_rows', 'employments', cast(null as text), 'personio__staff, personio__employment_spells, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__turnover_company_monthly, personio__absence_monthly, personio__bradford, personio__working_time_daily, personio__pay_monthly, personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream employments, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'employments'
  union all
  select
    'org_units_without_rows', 'org_units', cast(null as text), 'personio__staff, personio__headcount_monthly, personio__movements, personio__turnover_monthly, personio__absence_monthly, personio__working_time_daily, personio__pay_monthly, personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream org_units, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'org_units'
  union all
  select
    'workplaces_without_rows', 'workplaces', cast(null as text), 'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream workplaces, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'workplaces'
  union all
  select
    'legal_entities_without_rows', 'legal_entities', cast(null as text), 'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream legal_entities, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'legal_entities'
  union all
  select
    'absence_types_without_rows', 'absence_types', cast(null as text), 'personio__absence_monthly, personio__bradford, personio__working_time_daily', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream absence_types, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'absence_types'
  union all
  select
    'absence_periods_without_rows', 'absence_periods', cast(null as text), 'personio__absence_monthly, personio__bradford, personio__working_time_daily', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream absence_periods, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'absence_periods'
  union all
  select
    'absence_breakdowns_without_rows', 'absence_breakdowns', cast(null as text), 'personio__absence_monthly, personio__bradford, personio__working_time_daily', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream absence_breakdowns, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'absence_breakdowns'
  union all
  select
    'holidays_without_rows', 'holidays', cast(null as text), 'personio__absence_monthly, personio__bradford, personio__working_time_daily', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream holidays, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'holidays'
  union all
  select
    'attendance_periods_without_rows', 'attendance_periods', cast(null as text), 'personio__working_time_daily, personio__project_hours_monthly', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream attendance_periods, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'attendance_periods'
  union all
  select
    'projects_without_rows', 'projects', cast(null as text), 'personio__project_hours_monthly', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream projects, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'projects'
  union all
  select
    'employees_without_rows', 'employees', cast(null as text), 'personio__working_time_daily', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream employees, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'employees'
  union all
  select
    'compensations_without_rows', 'compensations', cast(null as text), 'personio__pay_monthly', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream compensations, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'compensations'
  union all
  select
    'recruiting_jobs_without_rows', 'recruiting_jobs', cast(null as text), 'personio__hiring_funnel', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream recruiting_jobs, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'recruiting_jobs'
  union all
  select
    'recruiting_applications_without_rows', 'recruiting_applications', cast(null as text), 'personio__hiring_funnel', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream recruiting_applications, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'recruiting_applications'
  union all
  select
    'recruiting_stage_transitions_without_rows', 'recruiting_stage_transitions', cast(null as text), 'personio__hiring_funnel', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream recruiting_stage_transitions, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'recruiting_stage_transitions'
  union all
  select
    'custom_report_rows_without_rows', 'custom_report_rows', cast(null as text), 'personio__employee_history', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream custom_report_rows, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = 'custom_report_rows'
)
select gap, stream, column_name, models, cast(missing as bigint) as missing, cast(total as bigint) as total, explanation
from counted;

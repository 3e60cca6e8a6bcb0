{#
  Stages that present applications entered. The stages of an application are read together, so only those of the latest
  reading count. Personio names its own stages in `type` or in `kind`; for other stages, the type is what Personio sends.
#}
{%- set system_stages = personio.texts(['unassigned', 'rejected', 'withdrawn', 'offer', 'accepted']) | lower %}

with transitions as (
  {{ personio.newest_rows('recruiting_stage_transitions', key='record_key', cursor='application_updated_at', columns={
    'record_key': 'text', 'application_id': 'text', 'stage_id': 'text', 'stage_name': 'text', 'stage': 'json',
    'entered_at': 'utc', 'application_updated_at': 'utc',
  }) }}
),
typed as (
  select
    *,
    lower({{ personio.json_text('"stage"', ['type']) }}) as type,
    lower({{ personio.json_text('"stage"', ['kind']) }}) as kind,
    max("application_updated_at") over (partition by "application_id") as last_read_at
  from transitions
),
stages as (
  select
    *,
    case when type in {{ system_stages }} then type when kind in {{ system_stages }} then kind else type end as stage_type
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
where "application_id" in (select application_id from {{ ref('stg_personio__recruiting_applications') }})

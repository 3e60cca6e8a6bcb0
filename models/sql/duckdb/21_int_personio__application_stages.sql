-- One row per application and step on its way through the stages. Re-entering the current stage is no step.
create or replace view int_personio__application_stages as
with transitions as (
  select
    *,
    case when stage_type in ('accepted', 'rejected', 'withdrawn') then 1 else 0 end as is_end
  from stg_personio__recruiting_stage_transitions
  where entered_at is not null
),
compared as (
  select
    *,
    lag(stage_key) over (partition by application_id order by entered_at, is_end, transition_key) as previous_stage_key
  from transitions
)
select
  application_id,
  row_number() over way as step,
  stage_key,
  stage_name,
  stage_type,
  entered_at,
  lead(entered_at) over way as left_at
from compared
where previous_stage_key is null or previous_stage_key <> stage_key
window way as (partition by application_id order by entered_at, is_end, transition_key);

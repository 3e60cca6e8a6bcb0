-- Applications that entered a stage, by job, stage and month of entry (by the clock of UTC), and what has become
-- of them since. An application counts once in each stage and month. Re-entering the current stage does not
-- count.
-- needs: recruiting_applications, recruiting_stage_transitions
-- uses: recruiting_jobs
create or replace view personio__hiring_funnel as
with steps as (
  select
    applications.job_id,
    applications.application_date,
    stages.*,
    cast(date_trunc('month', stages.entered_at) as date) as month
  from int_personio__application_stages as stages
  join stg_personio__recruiting_applications as applications on applications.application_id = stages.application_id
),
entries as (
  select distinct on (application_id, stage_key, month) *
  from (
    select * from steps
  ) as unranked
  order by application_id, stage_key, month, step
),
followed as (
  select
    entries.application_id,
    entries.step,
    max(case when later.stage_key <> entries.stage_key and coalesce(later.stage_type, '') not in ('rejected', 'withdrawn') then 1 else 0 end) as advanced,
    max(case when later.stage_type = 'rejected' then 1 else 0 end) as rejected,
    max(case when later.stage_type = 'withdrawn' then 1 else 0 end) as withdrawn,
    max(case when later.stage_type = 'accepted' then 1 else 0 end) as hired
  from entries
  join steps as later on later.application_id = entries.application_id and later.step >= entries.step
  group by entries.application_id, entries.step
),
stages as (
  select
    entries.job_id,
    entries.stage_key,
    max(entries.stage_name) as stage_name,
    max(entries.stage_type) as stage_type,
    entries.month,
    count(*) as entries,
    sum(followed.advanced) as advanced,
    sum(followed.rejected) as rejected,
    sum(followed.withdrawn) as withdrawn,
    sum(followed.hired) as hired,
    percentile_cont(0.5) within group (order by extract(epoch from entries.left_at - entries.entered_at) / 86400.0) as median_days,
    percentile_cont(0.5) within group (
      order by case when entries.stage_type = 'accepted' then cast(entries.entered_at as date) - entries.application_date end
    ) as median_days_to_hire
  from entries
  join followed on followed.application_id = entries.application_id and followed.step = entries.step
  group by entries.job_id, entries.stage_key, entries.month
)
select
  stages.job_id,
  coalesce(jobs.name, stages.job_id, '(none)') as job,
  stages.stage_key,
  coalesce(stages.stage_name, stages.stage_key) as stage,
  stages.stage_type,
  stages.month,
  cast(stages.entries as integer) as entries,
  cast(stages.advanced as integer) as advanced,
  cast(stages.rejected as integer) as rejected,
  cast(stages.withdrawn as integer) as withdrawn,
  cast(stages.hired as integer) as hired,
  case when coalesce(stages.stage_type, '') not in ('accepted', 'rejected', 'withdrawn') then 1.0 * stages.advanced / stages.entries end as conversion,
  stages.median_days,
  stages.median_days_to_hire
from stages
left join stg_personio__recruiting_jobs as jobs on jobs.job_id = stages.job_id;

{{ config(**personio.mart('personio__hiring_funnel')) }}

with steps as (
  select
    applications.job_id,
    applications.application_date,
    stages.*,
    {{ personio.month_of('stages.entered_at') }} as month
  from {{ ref('int_personio__application_stages') }} as stages
  join {{ ref('stg_personio__recruiting_applications') }} as applications on applications.application_id = stages.application_id
),
{# An application that enters a stage twice in a month counts once. #}
entries as (
  {{ personio.first_of_each('select * from steps', ['application_id', 'stage_key', 'month'], ['step']) }}
),
followed as (
  select
    entries.application_id,
    entries.step,
    max(case when later.stage_key <> entries.stage_key and coalesce(later.stage_type, '') not in ('rejected', 'withdrawn') then 1 else 0 end) as advanced,
    {%- for column, type in {'rejected': 'rejected', 'withdrawn': 'withdrawn', 'hired': 'accepted'}.items() %}
    max(case when later.stage_type = '{{ type }}' then 1 else 0 end) as {{ column }} {{- ',' if not loop.last }}
    {%- endfor %}
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
    {%- for column in ['advanced', 'rejected', 'withdrawn', 'hired'] %}
    sum(followed.{{ column }}) as {{ column }},
    {%- endfor %}
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
  {{ personio.named('jobs.name', 'stages.job_id') }} as job,
  stages.stage_key,
  coalesce(stages.stage_name, stages.stage_key) as stage,
  stages.stage_type,
  stages.month,
  {%- for column in ['entries', 'advanced', 'rejected', 'withdrawn', 'hired'] %}
  cast(stages.{{ column }} as integer) as {{ column }},
  {%- endfor %}
  case when coalesce(stages.stage_type, '') not in ('accepted', 'rejected', 'withdrawn') then 1.0 * stages.advanced / stages.entries end as conversion,
  stages.median_days,
  stages.median_days_to_hire
from stages
left join {{ ref('stg_personio__recruiting_jobs') }} as jobs on jobs.job_id = stages.job_id

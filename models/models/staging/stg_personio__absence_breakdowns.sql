{#
  Days are read again when their absence has changed, but Personio does not report removed days. So days that came with an
  older version of the absence no longer count.
#}
with absence_breakdowns as (
  {{ personio.newest_rows('absence_breakdowns', key='record_key', cursor='absence_period_updated_at', columns={
    'absence_period_id': 'text', 'date': 'date', 'unit': 'text', 'value': 'number', 'absence_period_updated_at': 'utc',
  }) }}
),
versions as (
  select
    *,
    rank() over (partition by "absence_period_id" order by "absence_period_updated_at" desc nulls last) as version
  from absence_breakdowns
)
select
  "absence_period_id" as absence_period_id,
  "date" as date,
  upper("unit") as unit,
  "value" as value
from versions
where version = 1

{#
  Values of each employment on each day on which a version of it was loaded. The last version of the day counts. References
  have a key, other attributes have a value, and a deleted employment has neither.
#}
{%- set values = {'position': 'position', 'weekly_hours': personio.number_text('weekly_hours'), 'status': 'status'} %}
{%- set keys = {
  'department': 'department_key', 'team': 'team_key', 'office': 'workplace_id', 'manager': 'supervisor_id', 'legal_entity': 'legal_entity_id',
} %}

{%- set versions -%}
  select *, cast(seen_at as date) as day
  from {{ ref('stg_personio__employment_versions') }}
  where seen_at is not null and employment_id is not null
{%- endset %}

with days as (
  {{ personio.first_of_each(versions, ['employment_id', 'day'], ['seen_at desc', 'updated_at desc nulls last', 'is_deleted desc']) }}
)
{%- for attribute in values.keys() | list + keys.keys() | list %}
{{ 'union all' if not loop.first }}
select
  person_id,
  employment_id,
  '{{ attribute }}' as attribute,
  {% if attribute in values -%}
  case when not is_deleted then {{ values[attribute] }} end as value,
  cast(null as text) as value_key,
  {%- else -%}
  cast(null as text) as value,
  case when not is_deleted then {{ keys[attribute] }} end as value_key,
  {%- endif %}
  day
from days
{%- endfor %}

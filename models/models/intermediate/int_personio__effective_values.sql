{#
  Values of attributes with the day from which they are valid, from reports. The last value of a day counts. The setting
  change_report names a table beside the others, and its columns with the person, the attribute, the new value and the day
  of each change.
#}
{%- set report = var('change_report', none) or {} %}
{%- set changes -%}
  select
    "{{ report.person_id }}" as person_id, "{{ report.attribute }}" as attribute, "{{ report.value }}" as value,
    {{ personio.to_date('"' ~ report.effective_date ~ '"') }} as day, loaded_at
  from (
    {{ personio.raw_rows(report.table, [report.person_id, report.attribute, report.value, report.effective_date]) if report }}
  ) as raw_changes
{%- endset %}

with reported as (
  {{ personio.first_of_each(
    'select *, effective_date as day from ' ~ ref('stg_personio__custom_report_values'),
    ['report_id', 'person_id', 'attribute', 'day'],
    ['length(record_key) desc', 'record_key desc', 'number_in_row desc'],
  ) }}
)
{%- if report %},
changed as (
  {{ personio.first_of_each(changes, ['person_id', 'attribute', 'day'], ['loaded_at desc nulls last', 'value desc nulls last']) }}
)
{%- endif %}
select 'custom_report_rows ' || report_id as source, person_id, attribute, value, value_key, day
from reported
where day is not null and attribute is not null and person_id is not null
{%- if report %}
union all
select 'change_report', person_id, attribute, value, cast(null as text), day
from changed
where day is not null and attribute is not null and person_id is not null
{%- endif %}

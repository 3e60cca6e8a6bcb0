{#
  Values of attributes from the day on which they became valid, from reports: the last one of each day. The setting
  change_report names a table that lies beside the others, and its columns: for each change the person, the attribute, the
  new value and the day.
#}
{%- set report = var('change_report', none) %}

with report_values as (
  select
    'custom_report_rows ' || report_id as source, person_id, attribute, value, value_key, effective_date as day,
    row_number() over (
      partition by report_id, person_id, attribute, effective_date
      order by length(record_key) desc, record_key desc, place desc
    ) as place
  from {{ ref('stg_personio__custom_report_values') }}
  {%- if report %}
  union all
  select
    'change_report', person_id, attribute, value, cast(null as text), day,
    row_number() over (partition by person_id, attribute, day order by loaded_at desc nulls last, value desc nulls last)
  from (
    select
      "{{ report.person_id }}" as person_id, "{{ report.attribute }}" as attribute, "{{ report.value }}" as value,
      {{ personio.to_date('"' ~ report.effective_date ~ '"') }} as day, loaded_at
    from (
      {{ personio.raw_rows(report.table, [report.person_id, report.attribute, report.value, report.effective_date]) }}
    ) as raw_changes
  ) as changes
  {%- endif %}
)
select source, person_id, attribute, value, value_key, day
from report_values
where place = 1 and day is not null and attribute is not null and person_id is not null

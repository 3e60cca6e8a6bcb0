{{ config(enabled=var('change_report', none) is not none) }}

{#
  A report of changes that lies beside the other tables: for each change the person, the attribute, the new value and the
  day from which it is valid. The setting change_report names the table and these columns.
#}
{%- set report = var('change_report', none) or {} %}

select
  "{{ report.person_id }}" as person_id,
  "{{ report.attribute }}" as attribute,
  "{{ report.value }}" as value,
  {{ personio.to_date('"' ~ report.effective_date ~ '"') }} as effective_date,
  loaded_at
from (
  {{ personio.raw_rows(report.table, [report.person_id, report.attribute, report.value, report.effective_date]) }}
) as changes

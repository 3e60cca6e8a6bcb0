{# Values of attributes with the day from which they are valid, from historical reports of API v1. #}
with report_rows as (
  {{ personio.newest_rows('custom_report_rows', key='record_key', columns={
    'record_key': 'text', 'report_id': 'text', 'person_id': 'text', 'historical_attributes': 'json',
  }) }}
),
report_values as (
  select "record_key" as record_key, "report_id" as report_id, "person_id" as person_id, items.element, items.place as number_in_row
  from report_rows
  {{ personio.each_element('"historical_attributes"', 'items') }}
)
select
  report_values.record_key,
  report_values.number_in_row,
  report_values.report_id,
  report_values.person_id,
  {{ personio.json_text('element', ['attribute_id']) }} as attribute,
  coalesce(
    {%- for member in ['value', 'duration', 'amount', 'cost_centers'] %}
    {{ personio.json_text('element', [member]) }} {{- ',' if not loop.last }}
    {%- endfor %}
  ) as value,
  {{ personio.json_text('element', ['entity_id']) }} as value_key,
  {{ personio.to_date(personio.json_text('element', ['effective_date'])) }} as effective_date
from report_values
{{ personio.of_present_persons('report_values') }}

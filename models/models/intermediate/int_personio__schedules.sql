{# The working time of each person and weekday (1 is Monday), by the present work schedule. #}
{%- set weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] -%}
with times as (
  {%- for weekday in weekdays %}
  select person_id, valid_from, {{ loop.index }} as weekday, {{ personio.json_text('work_schedule', [weekday]) }} as time
  from {{ ref('stg_personio__employees') }}
  {{- ' union all' if not loop.last }}
  {%- endfor %}
)
select
  person_id,
  valid_from,
  weekday,
  60 * cast(split_part(time, ':', 1) as integer) + cast(split_part(time, ':', 2) as integer) as minutes
from times
where time ~ '^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$'

{# The working time of each person and weekday (1 is Monday), by the present work schedule. #}
{%- set weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] -%}
with times as (
  select
    employees.person_id,
    employees.valid_from,
    weekdays.weekday,
    case weekdays.weekday
      {%- for weekday in weekdays %}
      when {{ loop.index }} then {{ personio.json_text('employees.work_schedule', [weekday]) }}
      {%- endfor %}
    end as time
  from {{ ref('stg_personio__employees') }} as employees
  cross join (values (1), (2), (3), (4), (5), (6), (7)) as weekdays (weekday)
)
select
  person_id,
  valid_from,
  weekday,
  60 * cast(split_part(time, ':', 1) as integer) + cast(split_part(time, ':', 2) as integer) as minutes
from times
where time ~ '^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$'

{#
  The number of working days from one day to another, both included, by the weekdays of the setting working_days.
  Holidays are not known here. It counts the weekdays since 1 January of the year 1, a Monday, up to either end.
#}
{% macro working_days_between(first, last) -%}
  cast({{ personio.working_days_until(last) }} - {{ personio.working_days_until(first ~ ' - 1') }} as integer)
{%- endmacro %}

{% macro working_days_until(day) -%}
  (0 {%- for weekday in var('working_days', [1, 2, 3, 4, 5]) %} + floor(({{ day }} - cast('0001-01-01' as date) + 8 - {{ weekday }}) / cast(7 as double precision)) {%- endfor -%})
{%- endmacro %}

{# The weekdays on which people work, 1 is Monday. #}
{% macro working_days() %}{{ return(var('working_days', [1, 2, 3, 4, 5])) }}{% endmacro %}

{% macro is_working_day(day) -%}
  (extract(isodow from {{ day }}) in ({{ personio.working_days() | join(', ') }}))
{%- endmacro %}

{#
  The number of working days from one day to another, both included, by weekday alone: holidays count, too.
  Each end is turned into the number of such weekdays since 1 January of the year 1, a Monday.
#}
{% macro working_days_between(first, last) -%}
  cast({{ personio.working_days_until(last) }} - {{ personio.working_days_until(first ~ ' - 1') }} as integer)
{%- endmacro %}

{% macro working_days_until(day) -%}
  (0 {%- for weekday in personio.working_days() %} + floor(({{ day }} - cast('0001-01-01' as date) + 8 - {{ weekday }}) / cast(7 as double precision)) {%- endfor -%})
{%- endmacro %}

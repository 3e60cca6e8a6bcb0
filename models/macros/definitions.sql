{# Definitions that several models share. Some of them depend on settings of the project. #}

{# Employments of unknown type count: nobody may vanish because a field is not readable. #}
{% macro is_counted(employment_type) -%}
  (coalesce({{ employment_type }}, '') in ('', 'UNSPECIFIED') or {{ employment_type }} in {{ personio.texts(var('headcount_includes', ['INTERNAL'])) }})
{%- endmacro %}

{# Null where Personio does not say how the employment ended. #}
{% macro is_voluntary(termination_type) -%}
  case when {{ termination_type }} <> 'UNSPECIFIED' then {{ termination_type }} in {{ personio.texts(var('voluntary_types', ['EMPLOYEE', 'QUIT'])) }} end
{%- endmacro %}

{% macro is_sickness(category) -%}
  ({{ category }} in {{ personio.texts(var('sick_categories', ['SICK_LEAVE'])) }})
{%- endmacro %}

{# A list of texts in SQL, in capitals as the columns are. SQL has no empty list: then it holds a text that no column has. #}
{% macro texts(values) -%}
  ({%- for value in values or ['(nothing)'] -%}'{{ value | upper | replace("'", "''") }}' {{- ', ' if not loop.last }} {%- endfor -%})
{%- endmacro %}

{# The name of what a key stands for; the key itself where the name is not known. #}
{% macro named(name, key) -%}
  coalesce({{ name }}, {{ key }}, '(none)')
{%- endmacro %}

{# Full-time equivalent; null where either number of hours is not known. #}
{% macro fte(employments) -%}
  {{ employments }}.weekly_hours / nullif({{ employments }}.full_time_weekly_hours, 0)
{%- endmacro %}

{% macro null_like(column) -%}
  cast(null as {{ 'decimal(28, 6)' if column == 'weekly_hours' else 'text' }})
{%- endmacro %}

{# Whether a leaver was there for less than twelve months. #}
{% macro is_early(leavers) -%}
  cast({{ leavers }}.last_day + 1 as timestamp) < cast({{ leavers }}.spell_started_on as timestamp) + interval '12 months'
{%- endmacro %}

{# Whether pay is paid once. Bonuses have categories of their own, and an interval only if they recur. #}
{% macro is_paid_once(pay) -%}
  (coalesce({{ pay }}.category, '') = 'ONE_TIME' or (
    {{ pay }}.pay_interval is null and coalesce({{ pay }}.category, '') not in ('FIXED_SALARY', 'RECURRING') and coalesce({{ pay }}.category, '') not like 'HOURLY%'
  ))
{%- endmacro %}

{# A number as short text, the same on each engine: 40 or 38.5. Numbers of staging models have six decimals. #}
{% macro number_text(number) -%}
  rtrim(rtrim(cast({{ number }} as text), '0'), '.')
{%- endmacro %}

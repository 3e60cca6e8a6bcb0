{# The day that counts as today: a date for tests and for reports of a past day, else the day of the database's clock. #}
{% macro today() %}
  {%- set given = var('personio_today', none) -%}
  {%- if given is none -%}current_date{%- else -%}cast('{{ given }}' as date){%- endif -%}
{% endmacro %}

{# The last day of what has no end. #}
{% macro forever() %}cast('9999-12-31' as date){% endmacro %}

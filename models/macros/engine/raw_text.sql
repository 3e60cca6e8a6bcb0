{# The text of a raw column, whatever the loader made of it. Some write an empty text for null. #}
{% macro raw_text(column) %}nullif(cast("{{ column }}" as text), ''){% endmacro %}

{# The JSON text of a raw column that holds an object or an array: JSON, text, or a nested type of the engine. #}
{% macro raw_json(column) %}{{ return(adapter.dispatch('raw_json', 'personio')(column)) }}{% endmacro %}
{% macro default__raw_json(column) %}{{ personio.unsupported('raw_json') }}{% endmacro %}
{% macro postgres__raw_json(column) %}cast("{{ column }}" as text){% endmacro %}
{% macro duckdb__raw_json(column) %}json_extract_string(to_json("{{ column }}"), '$'){% endmacro %}

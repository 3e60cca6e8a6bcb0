{# The text at a path of a JSON text, for example json_text('stage', ['type']). #}
{% macro json_text(json, path) %}{{ return(adapter.dispatch('json_text', 'personio')(json, path)) }}{% endmacro %}
{% macro default__json_text(json, path) %}{{ personio.unsupported('json_text') }}{% endmacro %}
{% macro postgres__json_text(json, path) %}(cast({{ json }} as jsonb) #>> '{ {{- path | join(',') -}} }'){% endmacro %}
{% macro duckdb__json_text(json, path) %}json_extract_string({{ json }}, '$.{{ path | join('.') }}'){% endmacro %}

{# A join that gives a row for each element of a JSON array: its text is `alias.element`, its number `alias.place`. Null gives no row. #}
{% macro each_element(json, alias) %}{{ return(adapter.dispatch('each_element', 'personio')(json, alias)) }}{% endmacro %}
{% macro default__each_element(json, alias) %}{{ personio.unsupported('each_element') }}{% endmacro %}
{% macro postgres__each_element(json, alias) %}cross join lateral (
    select cast(item as text) as element, place
    from jsonb_array_elements(case when jsonb_typeof(cast({{ json }} as jsonb)) = 'array' then cast({{ json }} as jsonb) end)
      with ordinality as items (item, place)
  ) as {{ alias }}{% endmacro %}
{% macro duckdb__each_element(json, alias) %}cross join lateral (
    select
      cast(unnest(cast(json_extract({{ json }}, '$[*]') as json[])) as text) as element,
      generate_subscripts(cast(json_extract({{ json }}, '$[*]') as json[]), 1) as place
  ) as {{ alias }}{% endmacro %}

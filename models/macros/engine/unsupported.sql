{# What a macro of this folder says on an engine that it has no form for. #}
{% macro unsupported(macro) %}
  {{ exceptions.raise_compiler_error('The package personio is written for DuckDB and PostgreSQL. For ' ~ target.type ~ ' write ' ~ target.type ~ '__' ~ macro ~ '.') }}
{% endmacro %}

{#
  Of the rows that share `keys`, the first one by `order`. `rows` is a query.
  PostgreSQL expects almost no row to pass a filter on row_number(), and then joins in nested loops, so it gets its own form.
#}
{% macro first_of_each(rows, keys, order) %}{{ return(adapter.dispatch('first_of_each', 'personio')(rows, keys, order)) }}{% endmacro %}
{% macro default__first_of_each(rows, keys, order) -%}
  select *
  from (
    select *, row_number() over (partition by {{ keys | join(', ') }} order by {{ order | join(', ') }}) as place
    from (
      {{ rows }}
    ) as unranked
  ) as ranked
  where place = 1
{%- endmacro %}
{% macro postgres__first_of_each(rows, keys, order) -%}
  select distinct on ({{ keys | join(', ') }}) *
  from (
    {{ rows }}
  ) as unranked
  order by {{ (keys + order) | join(', ') }}
{%- endmacro %}

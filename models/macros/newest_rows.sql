{#
  The rows of a stream as they are now: the newest version of each key, without those that Personio no longer has.
  `columns` maps each column to the macro that types its text: date, number, boolean, local, utc, json, or text.
  Works for tables in which a loader keeps one row per key, and for those to which it appends every version.
  With `deleted`, removed rows are included, and `is_deleted` marks them.

  A column that the table lacks is null: in the lateral query its name means the null column outside.
  A stream that is not read is a relation without rows.
#}
{% macro newest_rows(stream, key, columns, cursor='updated_at', deleted=false) %}
  {%- set names = (columns.keys() | list + [key, cursor]) | unique | list -%}
  select
    {%- for name, type in columns.items() %}
    {{ personio.typed('"' ~ name ~ '"', type) }} as "{{ name }}",
    {%- endfor %}
    {%- if deleted %}
    "_ab_cdc_deleted_at" is not null as is_deleted,
    {%- endif %}
    loaded_at
  from (
    {{ personio.first_of_each(
      personio.raw_rows(stream, names, columns),
      ['"' ~ key ~ '"'],
      ['loaded_at desc nulls last', personio.certain_utc('"' ~ cursor ~ '"') ~ ' desc nulls last', '"_ab_cdc_deleted_at" desc nulls last'],
    ) }}
  ) as versions
  {%- if not deleted %}
  {#- PostgreSQL expects most rows to pass an inequality, but hardly one to be null. #}
  where case when "_ab_cdc_deleted_at" is null then 'present' else 'deleted' end <> 'deleted'
  {%- endif %}
{% endmacro %}

{# All versions of all rows, as text. `loaded_at` is the time at which the loader stored them. #}
{% macro raw_rows(stream, columns_of_stream, types={}) %}
      {%- set names = columns_of_stream + ['_airbyte_extracted_at', '_airbyte_emitted_at', '_sdc_extracted_at', '_sdc_batched_at', '_ab_cdc_deleted_at'] %}
      select
        {%- for name in names %}
        "text_of_{{ name }}" as "{{ name }}",
        {%- endfor %}
        {{ personio.certain_utc('coalesce("text_of__airbyte_extracted_at", "text_of__airbyte_emitted_at", "text_of__sdc_extracted_at", "text_of__sdc_batched_at")') }} as loaded_at
      from (select {% for name in names %}cast(null as text) as "{{ name }}"{{ ', ' if not loop.last }}{% endfor %}) as missing_columns
      cross join lateral (
        select
          {%- for name in names %}
          {{ personio.raw_json(name) if types.get(name) == 'json' else personio.raw_text(name) }} as "text_of_{{ name }}" {{- ',' if not loop.last }}
          {%- endfor %}
        from {{ personio.raw_table(stream) }} as raw_table
      ) as present_columns
{%- endmacro %}

{# The table of a stream, or another table beside them that a setting names. #}
{% macro raw_table(name) -%}
  {%- if name in personio.not_read(personio.used_streams()) -%}
    (select 1 as nothing where 1 = 0)
  {%- elif name in personio.used_streams() -%}
    {{ source('personio', name) }}
  {%- else -%}
    {{ api.Relation.create(database=var('personio_database', target.database), schema=var('personio_schema', target.schema), identifier=name) }}
  {%- endif -%}
{%- endmacro %}

{% macro typed(text, type) -%}
  {%- if type == 'date' -%}{{ personio.to_date(text) }}
  {%- elif type == 'number' -%}{{ personio.to_number(text) }}
  {%- elif type == 'boolean' -%}{{ personio.to_boolean(text) }}
  {%- elif type == 'local' -%}{{ personio.to_local(text) }}
  {%- elif type == 'utc' -%}{{ personio.to_utc(text) }}
  {%- else -%}{{ text }}
  {%- endif -%}
{%- endmacro %}

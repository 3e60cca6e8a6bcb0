{#
  Runs before the models. Stops if a stream that is read has no table, and says which models are off because a stream is
  not read.
#}
{% macro check_tables() %}
  {%- if execute and flags.INTROSPECT -%}
    {%- set read = personio.read_streams() -%}
    {%- set unknown = read | reject('in', personio.used_streams()) | list -%}
    {%- if unknown -%}
      {{ exceptions.raise_compiler_error('personio_streams has ' ~ unknown | join(', ') ~ ', which no model uses. Possible are: ' ~ personio.used_streams() | join(', ') ~ '.') }}
    {%- endif -%}
    {%- set missing = [] -%}
    {%- set place = namespace(schema='') -%}
    {%- for table in graph.sources.values() if table.package_name == 'personio' and table.name in read -%}
      {%- set place.schema = table.schema -%}
      {%- if adapter.get_relation(database=table.database, schema=table.schema, identifier=table.identifier) is none -%}
        {%- do missing.append(table.name) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
      {{ exceptions.raise_compiler_error(
        'The schema ' ~ place.schema ~ ' has no table ' ~ missing | sort | join(', ') ~ '. Read these streams, or set personio_schema to the schema that has them. '
        ~ 'If you do not read them, list the others in your vars: personio_streams: [' ~ read | reject('in', missing) | join(', ') ~ ']'
      ) }}
    {%- endif -%}
    {%- for name, streams in personio.streams_of_marts().items() -%}
      {%- set lacking = personio.not_read(streams.needs) -%}
      {%- if lacking -%}
        {{ log(name ~ ' is off: it needs ' ~ lacking | join(', ') ~ ', and personio_streams does not have ' ~ ('it' if lacking | length == 1 else 'them') ~ '.', info=true) }}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

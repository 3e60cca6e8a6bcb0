{#
  Types of the columns of staging models, made from text. A text that is no such value, such as a hash, is null: no
  model may fail for it. PostgreSQL has no cast that gives null, so the beginning of the text says what is cast; a longer
  pattern would cost more than the cast.
#}
{% macro to_date(text) %}{{ return(adapter.dispatch('to_date', 'personio')(text)) }}{% endmacro %}
{% macro default__to_date(text) %}{{ personio.unsupported('to_date') }}{% endmacro %}
{% macro postgres__to_date(text) %}case when {{ text }} ~ '^\d{4}-\d\d-\d\d' then cast(substr({{ text }}, 1, 10) as date) end{% endmacro %}
{% macro duckdb__to_date(text) %}try_cast(substr({{ text }}, 1, 10) as date){% endmacro %}

{% macro to_number(text) %}{{ return(adapter.dispatch('to_number', 'personio')(text)) }}{% endmacro %}
{% macro default__to_number(text) %}{{ personio.unsupported('to_number') }}{% endmacro %}
{% macro postgres__to_number(text) %}case when {{ text }} ~ '^-?\d+(\.\d*)?([eE][+-]?\d)?$' then cast({{ text }} as decimal(28, 6)) end{% endmacro %}
{% macro duckdb__to_number(text) %}try_cast({{ text }} as decimal(28, 6)){% endmacro %}

{% macro to_boolean(text) %}case when lower({{ text }}) in ('true', 't', '1') then true when lower({{ text }}) in ('false', 'f', '0') then false end{% endmacro %}

{# A time without a zone, by the clock of the place where it was taken. #}
{% macro to_local(text) %}{{ return(adapter.dispatch('to_local', 'personio')(text)) }}{% endmacro %}
{% macro default__to_local(text) %}{{ personio.unsupported('to_local') }}{% endmacro %}
{% macro postgres__to_local(text) %}case when {{ text }} ~ '^\d{4}-\d\d-\d\d' then cast({{ text }} as timestamp) end{% endmacro %}
{% macro duckdb__to_local(text) %}try_cast({{ text }} as timestamp){% endmacro %}

{# A time by the clock of UTC. One without an offset is in UTC already. #}
{% macro to_utc(text) %}{{ return(adapter.dispatch('to_utc', 'personio')(text)) }}{% endmacro %}
{% macro default__to_utc(text) %}{{ personio.unsupported('to_utc') }}{% endmacro %}
{% macro postgres__to_utc(text) %}case when {{ text }} ~ '^\d{4}-\d\d-\d\d' then {{ personio.postgres__certain_utc(text) }} end{% endmacro %}
{% macro duckdb__to_utc(text) %}{{ personio.duckdb__certain_utc(text) }}{% endmacro %}

{# The same for times that no setting can hash or drop: cursors, and the times of loaders. #}
{% macro certain_utc(text) %}{{ return(adapter.dispatch('certain_utc', 'personio')(text)) }}{% endmacro %}
{% macro default__certain_utc(text) %}{{ personio.unsupported('certain_utc') }}{% endmacro %}
{% macro postgres__certain_utc(text) %}case
      when translate(substr({{ text }}, 11), 'Z+-', '') <> substr({{ text }}, 11) then cast({{ text }} as timestamp with time zone) at time zone 'UTC'
      else cast({{ text }} as timestamp)
    end{% endmacro %}
{# A cast to a time without a zone would ignore the offset, and one from a time with a zone would use that of the session. #}
{% macro duckdb__certain_utc(text) %}case
      when regexp_matches({{ text }}, ':.*(Z|[+-][0-9:]+)$') then make_timestamp(epoch_us(try_cast({{ text }} as timestamp with time zone)))
      else try_cast({{ text }} as timestamp)
    end{% endmacro %}

{# Whole days are added to dates with a plain +, and dates are subtracted with a plain -, in both engines. #}
{% macro month_of(date) %}cast(date_trunc('month', {{ date }}) as date){% endmacro %}

{% macro month_end_of(date) %}cast(date_trunc('month', {{ date }}) + interval '1 month' - interval '1 day' as date){% endmacro %}

{# A row for each month from one to another: its first day is `months.month`. #}
{% macro month_series(first, last) %}{{ return(adapter.dispatch('month_series', 'personio')(first, last)) }}{% endmacro %}
{% macro default__month_series(first, last) %}{{ personio.unsupported('month_series') }}{% endmacro %}
{% macro postgres__month_series(first, last) %}generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1 month'){% endmacro %}
{% macro duckdb__month_series(first, last) %}unnest(generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1 month')){% endmacro %}

{# A join that gives a row for each day from one to another: the day is `days.day`. No row if the first is later. #}
{% macro each_day(first, last) %}{{ return(adapter.dispatch('each_day', 'personio')(first, last)) }}{% endmacro %}
{% macro default__each_day(first, last) %}{{ personio.unsupported('each_day') }}{% endmacro %}
{% macro postgres__each_day(first, last) %}cross join lateral (
    select cast(moment as date) as day
    from generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1 day') as moments (moment)
  ) as days{% endmacro %}
{% macro duckdb__each_day(first, last) %}cross join lateral (
    select cast(unnest(generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1 day')) as date) as day
  ) as days{% endmacro %}

{# The minutes from one time to another, by the clock. #}
{% macro minutes_between(start, end) %}cast(extract(epoch from {{ end }} - {{ start }}) / 60 as decimal(28, 6)){% endmacro %}

{# Types of the columns of staging models, made from text. #}
{% macro to_date(text) %}cast(substr({{ text }}, 1, 10) as date){% endmacro %}

{% macro to_number(text) %}cast({{ text }} as decimal(28, 6)){% endmacro %}

{% macro to_boolean(text) %}cast({{ text }} as boolean){% endmacro %}

{# A time without a zone, by the clock of the place where it was taken. #}
{% macro to_local(text) %}cast({{ text }} as timestamp){% endmacro %}

{# A time with an offset, by the clock of UTC. #}
{% macro to_utc(text) %}{{ return(adapter.dispatch('to_utc', 'personio')(text)) }}{% endmacro %}
{% macro default__to_utc(text) %}{{ personio.unsupported('to_utc') }}{% endmacro %}
{% macro postgres__to_utc(text) %}(cast({{ text }} as timestamp with time zone) at time zone 'UTC'){% endmacro %}
{% macro duckdb__to_utc(text) %}cast({{ text }} as timestamp){% endmacro %}

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
{% macro minutes_between(start, end) %}{{ personio.to_number('extract(epoch from ' ~ end ~ ' - ' ~ start ~ ') / 60') }}{% endmacro %}

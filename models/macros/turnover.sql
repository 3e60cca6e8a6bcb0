{#
  The rates of turnover, from `flows`: a row for each month, and each department if there is a column for it.
  Every rate names its denominator: see docs/models.md.
#}
{% macro turnover(flows, department=none) %}
  {%- set by = 'partition by ' ~ department ~ ' ' if department else '' -%}
  opened as (
    select *, coalesce(lag(closing) over ({{ by }}order by month), 0) as opening
    from {{ flows }}
  ),
  averaged as (
    select *, (opening + closing) / 2.0 as average_headcount
    from opened
  ),
  years as (
    select
      *,
      count(*) over year as months_12m,
      first_value(opening) over year as opening_12m,
      avg(1.0 * closing) over year as average_headcount_12m,
      sum(moved_in) over year as moved_in_12m,
      {%- for column in ['joiners', 'leavers', 'voluntary_leavers'] %}
      sum({{ column }}) over year as {{ column }}_12m {{- ',' if not loop.last }}
      {%- endfor %}
    from averaged
    window year as ({{ by }}order by month rows between 11 preceding and current row)
  ),
  rates as (
    select
      *,
      1.0 * leavers / nullif(average_headcount, 0) as turnover_bda,
      1.0 * leavers / nullif(opening + joiners + moved_in, 0) as turnover_schlueter,
      1.0 * leavers / nullif(closing, 0) as turnover_gri,
      1.0 * voluntary_leavers / nullif(average_headcount, 0) as voluntary_turnover_bda,
      months_12m = 12 as is_year,
      1.0 * leavers_12m / nullif(average_headcount_12m, 0) as bda_12m,
      1.0 * leavers_12m / nullif(opening_12m + joiners_12m + moved_in_12m, 0) as schlueter_12m,
      1.0 * leavers_12m / nullif(closing, 0) as gri_12m
    from years
  )
{% endmacro %}

{# The columns that both models of turnover have after those of their own. #}
{% macro turnover_columns() %}
  average_headcount,
  turnover_bda,
  turnover_schlueter,
  turnover_gri,
  voluntary_turnover_bda,
  {%- for column in ['joiners', 'leavers', 'voluntary_leavers'] %}
  case when is_year then cast({{ column }}_12m as integer) end as {{ column }}_12m,
  {%- endfor %}
  case when is_year then average_headcount_12m end as average_headcount_12m,
  {%- for rate in ['bda', 'schlueter', 'gri'] %}
  case when is_year then {{ rate }}_12m end as turnover_{{ rate }}_12m {{- ',' if not loop.last }}
  {%- endfor %}
{% endmacro %}

-- Joiners, leavers and rates of turnover of each month and department. Every department has every month. Rates
-- are fractions, 0.05 is 5 %.
-- needs: employments
-- uses: persons, org_units
create or replace view personio__turnover_monthly as
with opened as (
    select *, coalesce(lag(closing) over (partition by department_key order by month), 0) as opening
    from int_personio__flows_monthly
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
      sum(joiners) over year as joiners_12m,
      sum(leavers) over year as leavers_12m,
      sum(voluntary_leavers) over year as voluntary_leavers_12m
    from averaged
    window year as (partition by department_key order by month rows between 11 preceding and current row)
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
select
  month,
  month_end,
  department_key,
  coalesce(departments.name, department_key, '(none)') as department,
  opening,
  joiners,
  leavers,
  moved_in,
  moved_out,
  closing,
  leavers_by_last_day,
  voluntary_leavers,
  early_leavers,
  average_headcount,
  turnover_bda,
  turnover_schlueter,
  turnover_gri,
  voluntary_turnover_bda,
  case when is_year then cast(joiners_12m as integer) end as joiners_12m,
  case when is_year then cast(leavers_12m as integer) end as leavers_12m,
  case when is_year then cast(voluntary_leavers_12m as integer) end as voluntary_leavers_12m,
  case when is_year then average_headcount_12m end as average_headcount_12m,
  case when is_year then bda_12m end as turnover_bda_12m,
  case when is_year then schlueter_12m end as turnover_schlueter_12m,
  case when is_year then gri_12m end as turnover_gri_12m
from rates
left join stg_personio__org_units as departments on departments.org_unit_key = rates.department_key;

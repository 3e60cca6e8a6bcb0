-- The same for the whole company, in which moves between departments do not count.
-- needs: employments
-- uses: persons
create or replace view personio__turnover_company_monthly as
with flows as (
  select
    month,
    month_end,
    0 as moved_in,
    cast(sum(joiners) as integer) as joiners,
    cast(sum(leavers) as integer) as leavers,
    cast(sum(leavers_by_last_day) as integer) as leavers_by_last_day,
    cast(sum(voluntary_leavers) as integer) as voluntary_leavers,
    cast(sum(early_leavers) as integer) as early_leavers,
    cast(sum(closing) as integer) as closing
  from int_personio__flows_monthly
  group by month, month_end
),
opened as (
    select *, coalesce(lag(closing) over (order by month), 0) as opening
    from flows
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
    window year as (order by month rows between 11 preceding and current row)
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
  opening,
  joiners,
  leavers,
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
from rates;

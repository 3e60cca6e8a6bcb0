{{ config(enabled=personio.mart('personio__turnover_monthly').enabled) }}

{# The numbers of the departments add up to those of the company, and its closing is the headcount. #}
with departments as (
  select month, sum(closing) as closing, sum(joiners) as joiners, sum(leavers) as leavers, sum(moved_in) - sum(moved_out) as moved
  from {{ ref('personio__turnover_monthly') }}
  group by month
),
headcounts as (
  select month, sum(headcount) as headcount
  from {{ ref('personio__headcount_monthly') }}
  group by month
)
select company.month
from {{ ref('personio__turnover_company_monthly') }} as company
left join departments on departments.month = company.month
left join headcounts on headcounts.month = company.month
where departments.closing is distinct from company.closing
  or departments.joiners is distinct from company.joiners
  or departments.leavers is distinct from company.leavers
  or departments.moved <> 0
  or coalesce(headcounts.headcount, 0) <> company.closing

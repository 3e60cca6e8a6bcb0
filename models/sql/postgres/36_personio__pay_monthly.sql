-- Pay of each person and month by type, as agreed. Amounts are never prorated. Do not add up amounts of
-- different currencies.
-- needs: compensations
-- uses: persons, org_units, employments
create or replace view personio__pay_monthly as
with entries as (
  select
    *,
    (coalesce(compensations.category, '') = 'ONE_TIME' or (
    compensations.pay_interval is null and coalesce(compensations.category, '') not in ('FIXED_SALARY', 'RECURRING') and coalesce(compensations.category, '') not like 'HOURLY%'
  )) as is_paid_once,
    case when (coalesce(compensations.category, '') = 'ONE_TIME' or (
    compensations.pay_interval is null and coalesce(compensations.category, '') not in ('FIXED_SALARY', 'RECURRING') and coalesce(compensations.category, '') not like 'HOURLY%'
  )) then currency end as currency_if_once
  from stg_personio__compensations as compensations
  where month is not null and person_id is not null
),
totals as (
  select
    *,
    count(*) over type_of_month as entries,
    sum(amount) over type_of_month as total
  from entries
  window type_of_month as (partition by month, person_id, type_id, type_name, category, currency_if_once)
),
latest as (
  select distinct on (month, person_id, type_id, type_name, category, currency_if_once) *
  from (
    select * from totals
  ) as unranked
  order by month, person_id, type_id, type_name, category, currency_if_once, effective_from desc nulls last, compensation_id desc
),
pay as (
  select
    *,
    case when is_paid_once then total else amount end as amount_of_month,
    case
      when is_paid_once then null
      when category like 'HOURLY%' then amount * weekly_hours * 52 / 12
      else amount / case pay_interval when 'MONTHLY' then 1 when 'QUARTERLY' then 3 when 'HALF-YEARLY' then 6 when 'YEARLY' then 12 end
    end as monthly_amount
  from latest
),
employed as (
  select distinct on (month, person_id) *
  from (
    select months.month, least(segments.last_day, cast(date_trunc('month', months.month) + interval '1 month' - interval '1 day' as date)) as last_day_in_month, segments.*
  from (select distinct month, person_id from pay) as months
  join int_personio__segments as segments
    on segments.person_id = months.person_id
    and segments.first_day <= cast(date_trunc('month', months.month) + interval '1 month' - interval '1 day' as date)
    and segments.last_day >= months.month
  ) as unranked
  order by month, person_id, last_day_in_month desc, is_counted desc, first_day desc
)
select
  pay.month,
  pay.person_id,
  pay.type_id as compensation_type_id,
  pay.type_name as compensation_type,
  pay.category,
  pay.currency,
  pay.pay_interval,
  cast(pay.entries as integer) as entries,
  pay.amount_of_month as amount,
  pay.monthly_amount,
  employed.department_key,
  coalesce(departments.name, employed.department_key, '(none)') as department
from pay
left join employed on employed.month = pay.month and employed.person_id = pay.person_id
left join stg_personio__org_units as departments on departments.org_unit_key = employed.department_key;

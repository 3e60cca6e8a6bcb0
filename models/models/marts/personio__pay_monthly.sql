{{ config(**personio.mart('personio__pay_monthly')) }}

{%- set employed_in_month -%}
  select months.month, least(segments.last_day, {{ personio.month_end_of('months.month') }}) as last_day_in_month, segments.*
  from (select distinct month, person_id from pay) as months
  join {{ ref('int_personio__segments') }} as segments
    on segments.person_id = months.person_id
    and segments.first_day <= {{ personio.month_end_of('months.month') }}
    and segments.last_day >= months.month
{%- endset %}

{# One-time pay adds up. Of other pay the last entry counts, because a month with a raise has the old one, too. #}
with entries as (
  select
    *,
    {{ personio.is_paid_once('compensations') }} as is_paid_once,
    case when {{ personio.is_paid_once('compensations') }} then currency end as currency_if_once
  from {{ ref('stg_personio__compensations') }} as compensations
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
  {{ personio.first_of_each(
    'select * from totals',
    ['month', 'person_id', 'type_id', 'type_name', 'category', 'currency_if_once'],
    ['effective_from desc nulls last', 'compensation_id desc'],
  ) }}
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
{# The department of the last day of the month on which the person was employed. #}
employed as (
  {{ personio.first_of_each(employed_in_month, ['month', 'person_id'], ['last_day_in_month desc', 'is_counted desc', 'first_day desc']) }}
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
  {{ personio.named('departments.name', 'employed.department_key') }} as department
from pay
left join employed on employed.month = pay.month and employed.person_id = pay.person_id
left join {{ ref('stg_personio__org_units') }} as departments on departments.org_unit_key = employed.department_key

{# Every month from the first employment that counts to today. #}
with bounds as (
  select {{ personio.month_of('min(first_day)') }} as first_month, {{ personio.month_of(personio.today()) }} as last_month
  from {{ ref('int_personio__employments') }}
  where is_counted
),
months as (
  select cast({{ personio.month_series('first_month', 'last_month') }} as date) as month
  from bounds
)
select month, {{ personio.month_end_of('month') }} as month_end
from months

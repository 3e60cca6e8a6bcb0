-- One row per month from the first employment to today.
create or replace view int_personio__months as
with bounds as (
  select cast(date_trunc('month', min(first_day)) as date) as first_month, cast(date_trunc('month', current_date) as date) as last_month
  from int_personio__employments
  where is_counted
),
months as (
  select cast(unnest(generate_series(cast(first_month as timestamp), cast(last_month as timestamp), interval '1 month')) as date) as month
  from bounds
)
select month, cast(date_trunc('month', month) + interval '1 month' - interval '1 day' as date) as month_end
from months;

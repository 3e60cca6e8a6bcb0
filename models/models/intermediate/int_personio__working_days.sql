{#
  The working days of the people of each department and month while they are employed: weekdays by the setting
  working_days, without the holidays of each person. Only employments that count.
#}
with segments as (
  select * from {{ ref('int_personio__segments') }} where is_counted
),
holidays as (
  select person_id, date
  from {{ ref('stg_personio__holidays') }}
  where {{ personio.is_working_day('date') }}
),
days as (
  select
    months.month,
    segments.department_key,
    {{ personio.working_days_between('greatest(segments.first_day, months.month)', 'least(segments.last_day, months.month_end)') }} as working_days
  from {{ ref('int_personio__months') }} as months
  join segments on segments.first_day <= months.month_end and segments.last_day >= months.month
  union all
  select {{ personio.month_of('holidays.date') }}, segments.department_key, -1
  from holidays
  join segments on segments.person_id = holidays.person_id and holidays.date between segments.first_day and segments.last_day
)
select
  months.month,
  months.month_end,
  days.department_key,
  cast(sum(days.working_days) as integer) as working_days
from days
join {{ ref('int_personio__months') }} as months on months.month = days.month
group by months.month, months.month_end, days.department_key

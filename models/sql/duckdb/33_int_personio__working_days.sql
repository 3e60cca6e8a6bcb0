-- One row per month and department, with the days that its people could have worked.
create or replace view int_personio__working_days as
with segments as (
  select * from int_personio__segments where is_counted
),
holidays as (
  select person_id, date
  from stg_personio__holidays
  where (extract(isodow from date) in (1, 2, 3, 4, 5))
),
days as (
  select
    months.month,
    segments.department_key,
    cast((0 + floor((least(segments.last_day, months.month_end) - cast('0001-01-01' as date) + 8 - 1) / cast(7 as double precision)) + floor((least(segments.last_day, months.month_end) - cast('0001-01-01' as date) + 8 - 2) / cast(7 as double precision)) + floor((least(segments.last_day, months.month_end) - cast('0001-01-01' as date) + 8 - 3) / cast(7 as double precision)) + floor((least(segments.last_day, months.month_end) - cast('0001-01-01' as date) + 8 - 4) / cast(7 as double precision)) + floor((least(segments.last_day, months.month_end) - cast('0001-01-01' as date) + 8 - 5) / cast(7 as double precision))) - (0 + floor((greatest(segments.first_day, months.month) - 1 - cast('0001-01-01' as date) + 8 - 1) / cast(7 as double precision)) + floor((greatest(segments.first_day, months.month) - 1 - cast('0001-01-01' as date) + 8 - 2) / cast(7 as double precision)) + floor((greatest(segments.first_day, months.month) - 1 - cast('0001-01-01' as date) + 8 - 3) / cast(7 as double precision)) + floor((greatest(segments.first_day, months.month) - 1 - cast('0001-01-01' as date) + 8 - 4) / cast(7 as double precision)) + floor((greatest(segments.first_day, months.month) - 1 - cast('0001-01-01' as date) + 8 - 5) / cast(7 as double precision))) as integer) as working_days
  from int_personio__months as months
  join segments on segments.first_day <= months.month_end and segments.last_day >= months.month
  union all
  select cast(date_trunc('month', holidays.date) as date), segments.department_key, -1
  from holidays
  join segments on segments.person_id = holidays.person_id and holidays.date between segments.first_day and segments.last_day
)
select
  months.month,
  months.month_end,
  days.department_key,
  cast(sum(days.working_days) as integer) as working_days
from days
join int_personio__months as months on months.month = days.month
group by months.month, months.month_end, days.department_key;

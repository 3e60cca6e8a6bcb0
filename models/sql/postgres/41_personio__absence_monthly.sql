-- Approved absences of each month, department and category. Every department has every category in every month,
-- so that days can be added up and divided again. Only days on which the person was employed, by an employment
-- that counts.
-- needs: employments, absence_periods
-- uses: persons, org_units, absence_types, absence_breakdowns, holidays
create or replace view personio__absence_monthly as
with  __dbt__cte__int_personio__absence_days as (
with breakdowns as (
  select
    absence_period_id,
    date,
    sum(case when unit = 'DAY' then value end) as days,
    sum(case when unit = 'HOUR' then value end) as hours
  from stg_personio__absence_breakdowns
  group by absence_period_id, date
),
broken_down as (
  select absence_period_id, max(date) as last_date, count(days) > 0 as in_days
  from breakdowns
  group by absence_period_id
),
periods as (
  select
    periods.*,
    coalesce(types.category, '(none)') as category,
    broken_down.last_date as last_date,
    coalesce(broken_down.in_days, false) as has_days,
    case
      when broken_down.in_days or types.unit = 'DAY' and periods.starts_at = cast(periods.starts_on as timestamp) then false
      else periods.start_half is null
    end as is_hourly,
    least(coalesce(periods.ends_on, current_date), cast(date_trunc('month', current_date) + interval '1 month' - interval '1 day' as date)) as last_day
  from stg_personio__absence_periods as periods
  left join stg_personio__absence_types as types on types.absence_type_id = periods.absence_type_id
  left join broken_down on broken_down.absence_period_id = periods.absence_period_id
  where periods.approval_status = 'APPROVED'
),
days as (
  select
    periods.*,
    days.day,
    case
      when is_hourly then 0
      when days.day = starts_on and start_half = 'SECOND_HALF' or days.day = ends_on and end_half = 'FIRST_HALF' then 0.5
      else 1
    end as calendar_days,
    (extract(isodow from days.day) in (1, 2, 3, 4, 5)) as is_working_weekday,
    extract(epoch from least(ends_at, cast(days.day + 1 as timestamp)) - greatest(starts_at, cast(days.day as timestamp))) / 3600 as clock_hours
  from periods
  cross join lateral (
    select cast(moment as date) as day
    from generate_series(cast(starts_on as timestamp), cast(last_day as timestamp), interval '1 day') as moments (moment)
  ) as days
),
counted as (
  select
    days.*,
    case when days.is_working_weekday and holidays.person_id is null then days.calendar_days else 0 end as working_days,
    days.has_days and (days.ends_on is not null or days.day <= days.last_date) as is_broken_down,
    breakdowns.days as breakdown_days,
    breakdowns.hours as breakdown_hours
  from days
  left join stg_personio__holidays as holidays on holidays.person_id = days.person_id and holidays.date = days.day
  left join breakdowns on breakdowns.absence_period_id = days.absence_period_id and breakdowns.date = days.day
)
select
  absence_period_id,
  person_id,
  day,
  category,
  is_hourly,
  calendar_days,
  working_days,
  case when is_broken_down then coalesce(breakdown_days, 0) end as personio_days,
  case when is_broken_down then coalesce(breakdown_days, 0) else working_days end as absence_days,
  case
    when is_hourly and last_date is not null then breakdown_hours
    when is_hourly and ends_at is not null and starts_at is not null and clock_hours < 24 then cast(clock_hours as decimal(28, 6))
  end as absence_hours
from counted
), days as (
  select absence_days.*, segments.department_key
  from __dbt__cte__int_personio__absence_days as absence_days
  join int_personio__segments as segments
    on segments.person_id = absence_days.person_id
    and absence_days.day between segments.first_day and segments.last_day
  where segments.is_counted
),
shares as (
  select
    *,
    greatest(sum(calendar_days) over person_day, 1) as all_calendar_days,
    greatest(sum(working_days) over person_day, 1) as all_working_days,
    greatest(sum(absence_days) over person_day, 1) as all_absence_days
  from days
  window person_day as (partition by person_id, day)
),
totals as (
  select
    cast(date_trunc('month', day) as date) as month,
    department_key,
    category,
    count(distinct person_id) as people,
    count(distinct absence_period_id) as absences,
    sum(calendar_days / all_calendar_days) as calendar_days,
    sum(working_days / all_working_days) as working_days,
    sum(absence_days / all_absence_days) as absence_days,
    sum(personio_days) as personio_days,
    sum(absence_hours) as absence_hours
  from shares
  group by cast(date_trunc('month', day) as date), department_key, category
),
departments as (
  select distinct department_key from int_personio__segments where is_counted
),
categories as (
  select category from totals
  union
  select coalesce(category, '(none)') from stg_personio__absence_types
),
cells as (
  select
    months.month,
    months.month_end,
    departments.department_key,
    categories.category,
    coalesce(possible.working_days, 0) as possible_days
  from int_personio__months as months
  cross join departments
  cross join categories
  left join int_personio__working_days as possible
    on possible.month = months.month
    and possible.department_key is not distinct from departments.department_key
)
select
  cells.month,
  cells.month_end,
  cells.department_key,
  coalesce(departments.name, cells.department_key, '(none)') as department,
  cells.category,
  (cells.category in ('SICK_LEAVE')) as is_sickness,
  cast(coalesce(totals.people, 0) as integer) as people,
  cast(coalesce(totals.absences, 0) as integer) as absences,
  coalesce(totals.calendar_days, 0) as calendar_days,
  coalesce(totals.working_days, 0) as working_days,
  totals.personio_days,
  coalesce(totals.absence_days, 0) as absence_days,
  coalesce(totals.absence_hours, 0) as absence_hours,
  cells.possible_days,
  case when cells.possible_days > 0 then least(coalesce(totals.absence_days, 0) / cells.possible_days, 1) end as absence_rate
from cells
left join totals
  on totals.month = cells.month
  and totals.category = cells.category
  and totals.department_key is not distinct from cells.department_key
left join stg_personio__org_units as departments on departments.org_unit_key = cells.department_key;

{{ config(**personio.mart('personio__absence_monthly')) }}

with days as (
  select absence_days.*, segments.department_key
  from {{ ref('int_personio__absence_days') }} as absence_days
  join {{ ref('int_personio__segments') }} as segments
    on segments.person_id = absence_days.person_id
    and absence_days.day between segments.first_day and segments.last_day
  where segments.is_counted
),
{# Nobody is absent for more than a day, so absences that overlap share it. #}
shares as (
  select
    *,
    {%- for column in ['calendar_days', 'working_days', 'absence_days'] %}
    greatest(sum({{ column }}) over person_day, 1) as all_{{ column }} {{- ',' if not loop.last }}
    {%- endfor %}
  from days
  window person_day as (partition by person_id, day)
),
totals as (
  select
    {{ personio.month_of('day') }} as month,
    department_key,
    category,
    count(distinct person_id) as people,
    count(distinct absence_period_id) as absences,
    {%- for column in ['calendar_days', 'working_days', 'absence_days'] %}
    sum({{ column }} / all_{{ column }}) as {{ column }},
    {%- endfor %}
    sum(personio_days) as personio_days,
    sum(absence_hours) as absence_hours
  from shares
  group by {{ personio.month_of('day') }}, department_key, category
),
departments as (
  select distinct department_key from {{ ref('int_personio__segments') }} where is_counted
),
categories as (
  select category from totals
  union
  select coalesce(category, '(none)') from {{ ref('stg_personio__absence_types') }}
),
{# Every department has every category in every month. Otherwise sums of possible_days would miss cells without an absence. #}
cells as (
  select
    months.month,
    months.month_end,
    departments.department_key,
    categories.category,
    coalesce(possible.working_days, 0) as possible_days
  from {{ ref('int_personio__months') }} as months
  cross join departments
  cross join categories
  left join {{ ref('int_personio__working_days') }} as possible
    on possible.month = months.month
    and possible.department_key is not distinct from departments.department_key
)
select
  cells.month,
  cells.month_end,
  cells.department_key,
  {{ personio.named('departments.name', 'cells.department_key') }} as department,
  cells.category,
  {{ personio.is_sickness('cells.category') }} as is_sickness,
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
left join {{ ref('stg_personio__org_units') }} as departments on departments.org_unit_key = cells.department_key

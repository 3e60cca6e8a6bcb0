{# How many people each department had at the end of each month, and how many came and went. #}
with months as (
  select * from {{ ref('int_personio__months') }}
),
segments as (
  select * from {{ ref('int_personio__segments') }} where is_counted
),
events as (
  select
    {{ personio.month_of('moved_on') }} as month, to_department_key as department_key,
    case when movement = 'joiner' then 1 else 0 end as joiners,
    0 as leavers, 0 as leavers_by_last_day, 0 as voluntary_leavers, 0 as early_leavers,
    case when movement = 'internal_move' then 1 else 0 end as moved_in, 0 as moved_out, 0 as closing
  from {{ ref('int_personio__movements') }}
  where movement = 'joiner' or (movement = 'internal_move' and from_department_key is distinct from to_department_key)
  union all
  select
    {{ personio.month_of('moved_on') }}, from_department_key,
    0,
    case when movement = 'leaver' then 1 else 0 end, 0,
    case when movement = 'leaver' and {{ personio.is_voluntary('termination_type') }} then 1 else 0 end,
    case when movement = 'leaver' and {{ personio.is_early('movements') }} then 1 else 0 end,
    0, case when movement = 'internal_move' then 1 else 0 end, 0
  from {{ ref('int_personio__movements') }} as movements
  where movement = 'leaver' or (movement = 'internal_move' and from_department_key is distinct from to_department_key)
  union all
  select {{ personio.month_of('last_day') }}, from_department_key, 0, 0, 1, 0, 0, 0, 0, 0
  from {{ ref('int_personio__movements') }}
  where movement = 'leaver'
  union all
  select months.month, segments.department_key, 0, 0, 0, 0, 0, 0, 0, 1
  from months
  join segments on segments.first_day <= months.month_end and segments.last_day >= months.month_end
  union all
  select months.month, departments.department_key, 0, 0, 0, 0, 0, 0, 0, 0
  from months
  cross join (select distinct department_key from segments) as departments
)
select
  months.month,
  months.month_end,
  events.department_key,
  {%- for column in ['joiners', 'leavers', 'leavers_by_last_day', 'voluntary_leavers', 'early_leavers', 'moved_in', 'moved_out', 'closing'] %}
  cast(sum(events.{{ column }}) as integer) as {{ column }} {{- ',' if not loop.last }}
  {%- endfor %}
from events
join months on months.month = events.month
group by months.month, months.month_end, events.department_key

-- One row per month and department, including those without an event.
create or replace view int_personio__flows_monthly as
with months as (
  select * from int_personio__months
),
segments as (
  select * from int_personio__segments where is_counted
),
events as (
  select
    cast(date_trunc('month', moved_on) as date) as month, to_department_key as department_key,
    case when movement = 'joiner' then 1 else 0 end as joiners,
    0 as leavers, 0 as leavers_by_last_day, 0 as voluntary_leavers, 0 as early_leavers,
    case when movement = 'internal_move' then 1 else 0 end as moved_in, 0 as moved_out, 0 as closing
  from int_personio__movements
  where movement = 'joiner' or (movement = 'internal_move' and from_department_key is distinct from to_department_key)
  union all
  select
    cast(date_trunc('month', moved_on) as date), from_department_key,
    0,
    case when movement = 'leaver' then 1 else 0 end, 0,
    case when movement = 'leaver' and case when termination_type <> 'UNSPECIFIED' then termination_type in ('EMPLOYEE', 'QUIT') end then 1 else 0 end,
    case when movement = 'leaver' and cast(movements.last_day + 1 as timestamp) < cast(movements.spell_started_on as timestamp) + interval '12 months' then 1 else 0 end,
    0, case when movement = 'internal_move' then 1 else 0 end, 0
  from int_personio__movements as movements
  where movement = 'leaver' or (movement = 'internal_move' and from_department_key is distinct from to_department_key)
  union all
  select cast(date_trunc('month', last_day) as date), from_department_key, 0, 0, 1, 0, 0, 0, 0, 0
  from int_personio__movements
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
  cast(sum(events.joiners) as integer) as joiners,
  cast(sum(events.leavers) as integer) as leavers,
  cast(sum(events.leavers_by_last_day) as integer) as leavers_by_last_day,
  cast(sum(events.voluntary_leavers) as integer) as voluntary_leavers,
  cast(sum(events.early_leavers) as integer) as early_leavers,
  cast(sum(events.moved_in) as integer) as moved_in,
  cast(sum(events.moved_out) as integer) as moved_out,
  cast(sum(events.closing) as integer) as closing
from events
join months on months.month = events.month
group by months.month, months.month_end, events.department_key;

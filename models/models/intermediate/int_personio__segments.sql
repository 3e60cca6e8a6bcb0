{#
  Stretches of days with the same main employment of a person. Of the employments that cover a day, the main one is the one
  that began last.
#}
with employments as (
  select * from {{ ref('int_personio__employments') }}
),
edges as (
  select person_id, is_counted, first_day as day from employments
  union
  select person_id, is_counted, last_day + 1 from employments where last_day < {{ personio.forever() }}
),
stretches as (
  select
    person_id, is_counted, day as first_day,
    coalesce(lead(day) over (partition by person_id, is_counted order by day) - 1, {{ personio.forever() }}) as last_day
  from edges
),
candidates as (
  select
    stretches.person_id, stretches.is_counted, stretches.first_day, stretches.last_day,
    employments.employment_id, employments.employment_type, employments.department_key, employments.team_key,
    employments.workplace_id, employments.legal_entity_id, employments.supervisor_id, employments.position,
    employments.status, employments.weekly_hours, employments.full_time_weekly_hours, employments.termination_type,
    employments.first_day as began_on
  from stretches
  join employments
    on employments.person_id = stretches.person_id
    and employments.is_counted = stretches.is_counted
    and employments.first_day <= stretches.first_day
    and employments.last_day >= stretches.last_day
),
main as (
  {{ personio.first_of_each('select * from candidates', ['person_id', 'is_counted', 'first_day'], ['began_on desc', 'employment_id desc']) }}
),
followed as (
  select
    *,
    case when lag(last_day) over (partition by person_id, is_counted order by first_day) = first_day - 1 then 0 else 1 end as begins_spell
  from main
)
select
  person_id, is_counted, first_day, last_day,
  sum(begins_spell) over (partition by person_id, is_counted order by first_day rows unbounded preceding) as spell_number,
  employment_id, employment_type, department_key, team_key, workplace_id, legal_entity_id, supervisor_id, position, status,
  weekly_hours, full_time_weekly_hours, termination_type
from followed

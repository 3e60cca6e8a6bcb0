{#
  Employments with the days that they cover. One that ended with a switch to another company of the group lasts until the
  person's next one.
#}
with employments as (
  select
    *,
    {{ personio.is_counted('employment_type') }} as is_counted
  from {{ ref('stg_personio__employments') }}
  where started_on is not null and person_id is not null and (left_on is null or left_on >= started_on)
),
followed as (
  select
    *,
    lead(started_on) over (partition by person_id, is_counted order by started_on, employment_id) as next_started_on
  from employments
)
select
  employment_id, person_id, is_counted, employment_type,
  started_on as first_day,
  case
    when termination_type = 'SUB_COMPANY_SWITCH' and next_started_on > left_on then next_started_on - 1
    else coalesce(left_on, {{ personio.forever() }})
  end as last_day,
  department_key, team_key, workplace_id, legal_entity_id, supervisor_id, position, status,
  weekly_hours, full_time_weekly_hours, termination_type
from followed

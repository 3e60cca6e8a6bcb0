with employments as (
  {{ personio.newest_rows('employments', key='id', columns={
    'id': 'text', 'person_id': 'text', 'supervisor_id': 'text', 'workplace_id': 'text',
    'department_key': 'text', 'team_key': 'text', 'legal_entity_id': 'text',
    'status': 'text', 'type': 'text', 'position_title': 'text',
    'weekly_working_hours': 'number', 'full_time_weekly_working_hours': 'number',
    'employment_start_date': 'date', 'left_on': 'date', 'termination_type': 'text',
  }) }}
)
select
  employments."id" as employment_id,
  employments."person_id" as person_id,
  "supervisor_id" as supervisor_id,
  "workplace_id" as workplace_id,
  "department_key" as department_key,
  "team_key" as team_key,
  "legal_entity_id" as legal_entity_id,
  upper("status") as status,
  upper("type") as employment_type,
  "position_title" as position,
  "weekly_working_hours" as weekly_hours,
  "full_time_weekly_working_hours" as full_time_weekly_hours,
  "employment_start_date" as started_on,
  "left_on" as left_on,
  upper("termination_type") as termination_type
from employments
{{ personio.of_present_persons('employments') }}

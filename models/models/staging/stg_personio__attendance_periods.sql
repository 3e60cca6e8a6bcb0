with attendance_periods as (
  {{ personio.newest_rows('attendance_periods', key='id', columns={
    'id': 'text', 'person_id': 'text', 'project_id': 'text', 'type': 'text', 'approval_status': 'text',
    'attribution_date': 'date', 'started_at': 'local', 'ended_at': 'local', 'duration_minutes': 'number',
  }) }}
)
select
  attendance_periods."id" as attendance_period_id,
  attendance_periods."person_id" as person_id,
  "project_id" as project_id,
  upper("type") as type,
  case
    when upper("approval_status") in ('CONFIRMED', 'APPROVED') then 'confirmed'
    when upper("approval_status") in ('REJECTED', 'EXPIRED') then 'rejected'
    else 'pending'
  end as approval,
  coalesce("attribution_date", cast("started_at" as date)) as date,
  "started_at" as started_at,
  "ended_at" as ended_at,
  "duration_minutes" as duration_minutes
from attendance_periods
{{ personio.of_present_persons('attendance_periods') }}

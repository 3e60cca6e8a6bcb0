with absence_periods as (
  {{ personio.newest_rows('absence_periods', key='id', columns={
    'id': 'text', 'person_id': 'text', 'absence_type_id': 'text', 'approval_status': 'text',
    'starts_at': 'local', 'starts_on': 'date', 'start_half': 'text', 'ends_at': 'local', 'ends_on': 'date', 'end_half': 'text',
  }) }}
)
select
  absence_periods."id" as absence_period_id,
  absence_periods."person_id" as person_id,
  "absence_type_id" as absence_type_id,
  upper("approval_status") as approval_status,
  "starts_at" as starts_at,
  "starts_on" as starts_on,
  upper("start_half") as start_half,
  "ends_at" as ends_at,
  "ends_on" as ends_on,
  upper("end_half") as end_half
from absence_periods
{{ personio.of_present_persons('absence_periods') }}

select
  "id" as person_id,
  "first_name" as first_name,
  "last_name" as last_name,
  nullif(trim(coalesce(nullif(trim("preferred_name"), ''), "first_name", '') || ' ' || coalesce("last_name", '')), '') as name,
  "email" as email,
  upper("status") as status
from (
  {{ personio.newest_rows('persons', key='id', columns={
    'id': 'text', 'first_name': 'text', 'last_name': 'text', 'preferred_name': 'text', 'email': 'text', 'status': 'text',
  }) }}
) as persons

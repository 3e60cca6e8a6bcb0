select "id" as person_id, is_deleted
from (
  {{ personio.newest_rows('persons', key='id', columns={'id': 'text'}, deleted=true) }}
) as persons

select "id" as workplace_id, "name" as name
from (
  {{ personio.newest_rows('workplaces', key='id', cursor='observed_at', columns={'id': 'text', 'name': 'text'}) }}
) as workplaces

select "id" as legal_entity_id, "name" as name
from (
  {{ personio.newest_rows('legal_entities', key='id', cursor='observed_at', columns={'id': 'text', 'name': 'text'}) }}
) as legal_entities

select "id" as absence_type_id, "name" as name, upper("category") as category
from (
  {{ personio.newest_rows('absence_types', key='id', cursor='observed_at', columns={'id': 'text', 'name': 'text', 'category': 'text'}) }}
) as absence_types

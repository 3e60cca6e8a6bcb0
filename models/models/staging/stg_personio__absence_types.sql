select "id" as absence_type_id, "name" as name, upper("category") as category, upper("unit") as unit
from (
  {{ personio.newest_rows('absence_types', key='id', cursor='observed_at', columns={'id': 'text', 'name': 'text', 'category': 'text', 'unit': 'text'}) }}
) as absence_types

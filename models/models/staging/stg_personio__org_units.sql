select "record_key" as org_unit_key, "name" as name, lower("type") as type
from (
  {{ personio.newest_rows('org_units', key='record_key', cursor='observed_at', columns={'record_key': 'text', 'name': 'text', 'type': 'text'}) }}
) as org_units

select
  "id" as project_id,
  "parent_project_id" as parent_project_id,
  "name" as name,
  "billable" as is_billable
from (
  {{ personio.newest_rows('projects', key='id', cursor='observed_at', columns={
    'id': 'text', 'parent_project_id': 'text', 'name': 'text', 'billable': 'boolean',
  }) }}
) as projects

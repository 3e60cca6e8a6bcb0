select "id" as job_id, "name" as name
from (
  {{ personio.newest_rows('recruiting_jobs', key='id', columns={'id': 'text', 'name': 'text'}) }}
) as recruiting_jobs

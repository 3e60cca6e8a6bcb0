select "id" as application_id, "job_id" as job_id, "application_date" as application_date
from (
  {{ personio.newest_rows('recruiting_applications', key='id', columns={'id': 'text', 'job_id': 'text', 'application_date': 'date'}) }}
) as recruiting_applications

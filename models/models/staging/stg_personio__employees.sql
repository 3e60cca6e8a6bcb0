{# Employees of API v1, only for their work schedules. A value that is not an object, such as a hash, is no schedule. #}
with employees as (
  {{ personio.newest_rows('employees', key='id', cursor='last_modified_at', columns={'id': 'text', 'work_schedule': 'json'}) }}
),
schedules as (
  select "id" as id, case when substr("work_schedule", 1, 1) = '{' then "work_schedule" end as work_schedule
  from employees
)
select
  schedules.id as person_id,
  work_schedule,
  {{ personio.to_date('nullif(' ~ personio.json_text('work_schedule', ['valid_from']) ~ ", '')") }} as valid_from
from schedules
{{ personio.of_present_persons('schedules', 'id') }}

-- How many people did each department have at the end of each month?
WITH months AS (
  SELECT last_day(unnest(generate_series(DATE '2024-02-01', DATE '2026-01-01', INTERVAL 1 MONTH))::DATE) AS day
)
SELECT strftime(months.day, '%Y-%m') AS month, departments.name AS department, count(DISTINCT persons.id) AS people
FROM months
JOIN employments
  ON employments.employment_start_date <= months.day
  AND coalesce(employments.employment_end_date, DATE '9999-12-31') >= months.day
JOIN persons ON persons.id = employments.person_id
JOIN org_units AS departments ON departments.type = 'department' AND departments.id = employments.department_id
GROUP BY ALL
ORDER BY ALL

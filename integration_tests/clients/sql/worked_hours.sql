-- How many confirmed hours were worked on each project? Breaks are periods of their own.
SELECT
  coalesce(projects.name, '(none)') AS project,
  CAST(sum(epoch(
    CAST((attendance_periods."end" ->> 'date_time') AS TIMESTAMP) - CAST((attendance_periods."start" ->> 'date_time') AS TIMESTAMP)
  )) AS DOUBLE) / 3600 AS hours
FROM attendance_periods
JOIN persons ON persons.id = attendance_periods.person_id
LEFT JOIN projects ON projects.id = attendance_periods.project_id
WHERE attendance_periods.type = 'WORK'
  AND (attendance_periods.approval ->> 'status') = 'CONFIRMED'
  AND (attendance_periods."end" ->> 'date_time') IS NOT NULL
GROUP BY ALL
ORDER BY ALL

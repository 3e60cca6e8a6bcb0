-- How many working days (Monday to Friday) were people away, by type and month, up to the end of January 2026?
-- Approved absences that are counted in days; one that has no end yet lasts.
WITH away AS (
  SELECT
    absence_type_id,
    CAST(CAST((starts_from ->> 'date_time') AS TIMESTAMP) AS DATE) AS first_day,
    CAST(coalesce(CAST((ends_at ->> 'date_time') AS TIMESTAMP), TIMESTAMP '2026-01-31') AS DATE) AS last_day,
    (starts_from ->> 'type') AS begins_with,
    (ends_at ->> 'type') AS ends_with
  FROM absence_periods
  WHERE (approval ->> 'status') = 'APPROVED' AND (starts_from ->> 'type') IS NOT NULL
),
days AS (
  SELECT *, CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day FROM away
)
SELECT
  strftime(day, '%Y-%m') AS month,
  absence_types.name AS absence_type,
  CAST(sum(
    1
    - CASE WHEN day = first_day AND begins_with = 'SECOND_HALF' THEN 0.5 ELSE 0 END
    - CASE WHEN day = last_day AND ends_with = 'FIRST_HALF' THEN 0.5 ELSE 0 END
  ) AS DOUBLE) AS days
FROM days
JOIN absence_types ON absence_types.id = days.absence_type_id
WHERE isodow(day) <= 5 AND day <= DATE '2026-01-31'
GROUP BY ALL
ORDER BY ALL

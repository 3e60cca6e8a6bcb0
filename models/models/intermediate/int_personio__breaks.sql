{# The breaks of each person and day. Time that two breaks share counts once. Rejected breaks are left out. #}
with breaks as (
  select
    person_id, date, started_at, ended_at,
    max(ended_at) over (
      partition by person_id, date order by started_at, ended_at rows between unbounded preceding and 1 preceding
    ) as covered_until
  from {{ ref('stg_personio__attendance_periods') }}
  where type = 'BREAK' and approval <> 'rejected' and ended_at > started_at
)
select
  person_id,
  date,
  cast(started_at as date) as day,
  greatest(started_at, coalesce(covered_until, started_at)) as started_at,
  ended_at
from breaks
where covered_until is null or covered_until < ended_at

{{ config(enabled=personio.mart('personio__employee_history').enabled) }}

{# An attribute has one value on a day: for each employment if it was observed, for each person if it is from a report. #}
with ordered as (
  select
    *,
    lead(valid_from) over (
      partition by basis, source, coalesce(employment_id, person_id), attribute
      order by valid_from
    ) as next_valid_from
  from {{ ref('personio__employee_history') }}
)
select *
from ordered
where next_valid_from <= coalesce(valid_to, {{ personio.forever() }})

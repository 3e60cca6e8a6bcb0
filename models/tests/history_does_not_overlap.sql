{{ config(enabled=personio.mart('personio__employee_history').enabled) }}

{# An attribute has one value a day, of an employment in what was observed, of a person in what a report says. #}
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

{{ config(enabled=personio.mart('personio__movements').enabled) }}

{# Each spell that counts begins with a joiner, and ends with a leaver if it has an end. #}
with spells as (
  select
    count(*) as begun,
    count(ended_on) as ended
  from {{ ref('personio__employment_spells') }}
  where is_counted
),
movements as (
  select
    count(case when movement = 'joiner' then 1 end) as joiners,
    count(case when movement = 'leaver' then 1 end) as leavers
  from {{ ref('personio__movements') }}
)
select *
from spells
cross join movements
where begun <> joiners or ended <> leavers

-- One row per person and unbroken time of employment. Adjoining and overlapping employments are one spell, and
-- so are the employments before and after a switch of companies.
-- needs: employments
-- uses: persons
create or replace view personio__employment_spells as
with segments as (
  select
    *,
    row_number() over (partition by person_id, is_counted, spell_number order by first_day) as from_start,
    row_number() over (partition by person_id, is_counted, spell_number order by first_day desc) as from_end
  from int_personio__segments
)
select
  person_id || ':' || cast(min(first_day) as text) || case when is_counted then '' else ':not counted' end as spell_key,
  person_id,
  cast(spell_number as integer) as spell_number,
  is_counted,
  min(first_day) as started_on,
  nullif(max(last_day), cast('9999-12-31' as date)) as ended_on,
  cast(count(distinct employment_id) as integer) as employments,
  max(case when from_start = 1 then employment_id end) as first_employment_id,
  max(case when from_end = 1 then employment_id end) as last_employment_id,
  max(case when from_end = 1 and last_day < cast('9999-12-31' as date) then termination_type end) as termination_type,
  spell_number > 1 as is_rehire
from segments
group by person_id, is_counted, spell_number;

-- One row per source, person, attribute and day from which a value is valid, as people entered it in Personio.
create or replace view int_personio__effective_values as
with reported as (
  select *
  from (
    select *, row_number() over (partition by report_id, person_id, attribute, day order by length(record_key) desc, record_key desc, number_in_row desc) as place
    from (
      select *, effective_date as day from stg_personio__custom_report_values
    ) as unranked
  ) as ranked
  where place = 1
)
select 'custom_report_rows ' || report_id as source, person_id, attribute, value, value_key, day
from reported
where day is not null and attribute is not null and person_id is not null;

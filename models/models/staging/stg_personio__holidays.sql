with holidays as (
  {{ personio.newest_rows('holidays', key='record_key', cursor='observed_at', columns={'person_id': 'text', 'date': 'date'}) }}
)
select distinct
  holidays."person_id" as person_id,
  holidays."date" as date
from holidays
{{ personio.of_present_persons('holidays') }}

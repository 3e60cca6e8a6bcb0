{#
  Entries of pay by month. The entries of a person and month are read together, so only those of the latest reading count,
  if the rows say when they were read.
#}
with entries as (
  {{ personio.newest_rows('compensations', key='record_key', cursor='observed_at', columns={
    'record_key': 'text', 'id': 'text', 'person_id': 'text', 'month': 'date',
    'type_id': 'text', 'type_name': 'text', 'type_category': 'text',
    'amount_value': 'number', 'amount_currency': 'text', 'pay_interval': 'text',
    'effective_from': 'date', 'weekly_working_hours': 'number', 'observed_at': 'utc',
  }) }}
),
readings as (
  select *, max("observed_at") over (partition by "person_id", "month") as last_observed_at
  from entries
)
select
  "record_key" as record_key,
  "id" as compensation_id,
  readings."person_id" as person_id,
  "month" as month,
  "type_id" as type_id,
  "type_name" as type_name,
  upper("type_category") as category,
  "amount_value" as amount,
  upper("amount_currency") as currency,
  upper(replace("pay_interval", '_', '-')) as pay_interval,
  "effective_from" as effective_from,
  "weekly_working_hours" as weekly_hours
from (select * from readings where last_observed_at is null or "observed_at" = last_observed_at) as readings
{{ personio.of_present_persons('readings') }}

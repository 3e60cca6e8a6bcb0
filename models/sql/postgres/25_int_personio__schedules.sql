-- One row per person and weekday, by the present work schedule.
create or replace view int_personio__schedules as
with times as (
  select
    employees.person_id,
    employees.valid_from,
    weekdays.weekday,
    case weekdays.weekday
      when 1 then (cast(employees.work_schedule as jsonb) #>> '{monday}')
      when 2 then (cast(employees.work_schedule as jsonb) #>> '{tuesday}')
      when 3 then (cast(employees.work_schedule as jsonb) #>> '{wednesday}')
      when 4 then (cast(employees.work_schedule as jsonb) #>> '{thursday}')
      when 5 then (cast(employees.work_schedule as jsonb) #>> '{friday}')
      when 6 then (cast(employees.work_schedule as jsonb) #>> '{saturday}')
      when 7 then (cast(employees.work_schedule as jsonb) #>> '{sunday}')
    end as time
  from stg_personio__employees as employees
  cross join (values (1), (2), (3), (4), (5), (6), (7)) as weekdays (weekday)
)
select
  person_id,
  valid_from,
  weekday,
  60 * cast(split_part(time, ':', 1) as integer) + cast(split_part(time, ':', 2) as integer) as minutes
from times
where time ~ '^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$';

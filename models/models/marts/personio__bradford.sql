{{ config(**personio.mart('personio__bradford', also=var('enable_person_level', false))) }}

with sick_days as (
  select person_id, day, least(sum(absence_days), 1) as days
  from {{ ref('int_personio__absence_days') }} as absence_days
  where not is_hourly
    and {{ personio.is_sickness('category') }}
    and day between {{ personio.today() }} - 363 and {{ personio.today() }}
    and exists (
      select 1
      from {{ ref('int_personio__segments') }} as segments
      where segments.person_id = absence_days.person_id and absence_days.day between segments.first_day and segments.last_day
    )
  group by person_id, day
),
followed as (
  select *, lag(day) over (partition by person_id order by day) as previous_day
  from sick_days
),
holidays as (
  select person_id, date
  from {{ ref('stg_personio__holidays') }}
  where {{ personio.is_working_day('date') }}
),
{# Days off between two sick days do not separate them. #}
days_off as (
  select followed.person_id, followed.day, count(*) as holidays
  from followed
  join holidays on holidays.person_id = followed.person_id and holidays.date > followed.previous_day and holidays.date < followed.day
  group by followed.person_id, followed.day
),
begun as (
  select
    followed.*,
    case
      when {{ personio.working_days_between('followed.previous_day + 1', 'followed.day - 1') }} - coalesce(days_off.holidays, 0) = 0 then 0
      else 1
    end as begins_spell
  from followed
  left join days_off on days_off.person_id = followed.person_id and days_off.day = followed.day
),
numbered as (
  select *, sum(begins_spell) over (partition by person_id order by day rows unbounded preceding) as spell_number
  from begun
),
spells as (
  select person_id, spell_number, sum(days) as days
  from numbered
  group by person_id, spell_number
)
select
  person_id,
  cast(count(*) as integer) as spells,
  sum(days) as days,
  count(*) * count(*) * sum(days) as bradford_factor
from spells
where days > 0
group by person_id

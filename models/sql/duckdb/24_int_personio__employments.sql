-- One row per employment that has a start and does not end before it, with the days that it covers. After a
-- switch of companies it lasts until the person's next employment.
create or replace view int_personio__employments as
with employments as (
  select
    *,
    (coalesce(employment_type, '') in ('', 'UNSPECIFIED') or employment_type in ('INTERNAL')) as is_counted
  from stg_personio__employments
  where started_on is not null and person_id is not null and (left_on is null or left_on >= started_on)
),
followed as (
  select
    *,
    lead(started_on) over (partition by person_id, is_counted order by started_on, employment_id) as next_started_on
  from employments
)
select
  employment_id, person_id, is_counted, employment_type,
  started_on as first_day,
  case
    when termination_type = 'SUB_COMPANY_SWITCH' and next_started_on > left_on then next_started_on - 1
    else coalesce(left_on, cast('9999-12-31' as date))
  end as last_day,
  department_key, team_key, workplace_id, legal_entity_id, supervisor_id, position, status,
  weekly_hours, full_time_weekly_hours, termination_type
from followed;

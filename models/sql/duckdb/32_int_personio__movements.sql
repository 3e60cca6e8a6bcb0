-- One row per person and event, without names. personio__movements adds them.
create or replace view int_personio__movements as
with segments as (
  select
    *,
    lag(department_key) over person as previous_department_key,
    lag(team_key) over person as previous_team_key,
    lag(legal_entity_id) over person as previous_legal_entity_id,
    lag(workplace_id) over person as previous_workplace_id,
    lag(position) over person as previous_position,
    lag(supervisor_id) over person as previous_supervisor_id,
    lag(weekly_hours) over person as previous_weekly_hours,
    lag(spell_number) over person as previous_spell_number,
    lead(spell_number) over person as next_spell_number,
    min(first_day) over (partition by person_id, spell_number) as spell_started_on
  from int_personio__segments
  where is_counted
  window person as (partition by person_id order by first_day)
),
joiners as (
  select
    'joiner' as movement, person_id, first_day as moved_on, cast(null as date) as last_day, cast(null as date) as spell_started_on,
    spell_number > 1 as is_rehire, cast(null as text) as termination_type,
    cast(null as text) as from_department_key, department_key as to_department_key,
    cast(null as text) as from_team_key, team_key as to_team_key,
    cast(null as text) as from_legal_entity_id, legal_entity_id as to_legal_entity_id,
    cast(null as text) as from_workplace_id, workplace_id as to_workplace_id,
    cast(null as text) as from_position, position as to_position,
    cast(null as text) as from_supervisor_id, supervisor_id as to_supervisor_id,
    cast(null as decimal(28, 6)) as from_weekly_hours, weekly_hours as to_weekly_hours
  from segments
  where previous_spell_number is null or previous_spell_number <> spell_number
),
leavers as (
  select
    'leaver' as movement, person_id, last_day + 1 as moved_on, last_day, spell_started_on,
    cast(null as boolean) as is_rehire, termination_type,
    department_key as from_department_key, cast(null as text) as to_department_key,
    team_key as from_team_key, cast(null as text) as to_team_key,
    legal_entity_id as from_legal_entity_id, cast(null as text) as to_legal_entity_id,
    workplace_id as from_workplace_id, cast(null as text) as to_workplace_id,
    position as from_position, cast(null as text) as to_position,
    supervisor_id as from_supervisor_id, cast(null as text) as to_supervisor_id,
    weekly_hours as from_weekly_hours, cast(null as decimal(28, 6)) as to_weekly_hours
  from segments
  where last_day < cast('9999-12-31' as date) and (next_spell_number is null or next_spell_number <> spell_number)
),
moves as (
  select
    'internal_move' as movement, person_id, first_day as moved_on, cast(null as date) as last_day, cast(null as date) as spell_started_on,
    cast(null as boolean) as is_rehire, cast(null as text) as termination_type,
    previous_department_key as from_department_key, department_key as to_department_key,
    previous_team_key as from_team_key, team_key as to_team_key,
    previous_legal_entity_id as from_legal_entity_id, legal_entity_id as to_legal_entity_id,
    previous_workplace_id as from_workplace_id, workplace_id as to_workplace_id,
    previous_position as from_position, position as to_position,
    previous_supervisor_id as from_supervisor_id, supervisor_id as to_supervisor_id,
    previous_weekly_hours as from_weekly_hours, weekly_hours as to_weekly_hours
  from segments
  where previous_spell_number = spell_number and (
    previous_department_key is distinct from department_key
    or previous_team_key is distinct from team_key
    or previous_legal_entity_id is distinct from legal_entity_id
    or previous_workplace_id is distinct from workplace_id
    or previous_position is distinct from position
    or previous_supervisor_id is distinct from supervisor_id
    or previous_weekly_hours is distinct from weekly_hours
  )
)
select * from joiners
union all
select * from leavers
union all
select * from moves;

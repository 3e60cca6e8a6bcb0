-- One row per person and event, past or planned. People join, leave, or move inside the company. Only
-- employments that count as headcount.
-- needs: employments
-- uses: persons, org_units, workplaces, legal_entities
create or replace view personio__movements as
select
  movements.person_id || ':' || movements.movement || ':' || cast(movements.moved_on as text) as movement_key,
  movements.person_id,
  movements.movement,
  movements.moved_on,
  movements.last_day,
  cast(date_trunc('month', movements.moved_on) as date) as month,
  movements.moved_on > current_date as is_planned,
  movements.is_rehire,
  movements.termination_type,
  case when movements.termination_type <> 'UNSPECIFIED' then movements.termination_type in ('EMPLOYEE', 'QUIT') end as is_voluntary,
  cast(movements.last_day - movements.spell_started_on + 1 as integer) as tenure_days,
  cast(movements.last_day + 1 as timestamp) < cast(movements.spell_started_on as timestamp) + interval '12 months' as is_early,
  movements.from_department_key,
  case when movements.movement <> 'joiner' then coalesce(from_departments.name, movements.from_department_key, '(none)') end as from_department,
  movements.from_team_key,
  case when movements.movement <> 'joiner' then coalesce(from_teams.name, movements.from_team_key, '(none)') end as from_team,
  movements.from_legal_entity_id,
  case when movements.movement <> 'joiner' then coalesce(from_legal_entities.name, movements.from_legal_entity_id, '(none)') end as from_legal_entity,
  movements.from_workplace_id,
  case when movements.movement <> 'joiner' then coalesce(from_workplaces.name, movements.from_workplace_id, '(none)') end as from_office,
  movements.from_position,
  movements.from_supervisor_id as from_manager_id,
  movements.from_weekly_hours,
  movements.to_department_key,
  case when movements.movement <> 'leaver' then coalesce(to_departments.name, movements.to_department_key, '(none)') end as to_department,
  movements.to_team_key,
  case when movements.movement <> 'leaver' then coalesce(to_teams.name, movements.to_team_key, '(none)') end as to_team,
  movements.to_legal_entity_id,
  case when movements.movement <> 'leaver' then coalesce(to_legal_entities.name, movements.to_legal_entity_id, '(none)') end as to_legal_entity,
  movements.to_workplace_id,
  case when movements.movement <> 'leaver' then coalesce(to_workplaces.name, movements.to_workplace_id, '(none)') end as to_office,
  movements.to_position,
  movements.to_supervisor_id as to_manager_id,
  movements.to_weekly_hours,
  movements.movement = 'internal_move' and movements.from_department_key is distinct from movements.to_department_key as department_changed,
  movements.movement = 'internal_move' and movements.from_team_key is distinct from movements.to_team_key as team_changed,
  movements.movement = 'internal_move' and movements.from_legal_entity_id is distinct from movements.to_legal_entity_id as legal_entity_changed,
  movements.movement = 'internal_move' and movements.from_workplace_id is distinct from movements.to_workplace_id as office_changed,
  movements.movement = 'internal_move' and movements.from_position is distinct from movements.to_position as position_changed,
  movements.movement = 'internal_move' and movements.from_supervisor_id is distinct from movements.to_supervisor_id as manager_changed,
  movements.movement = 'internal_move' and movements.from_weekly_hours is distinct from movements.to_weekly_hours as hours_changed
from int_personio__movements as movements
left join stg_personio__org_units as from_departments on from_departments.org_unit_key = movements.from_department_key
left join stg_personio__org_units as from_teams on from_teams.org_unit_key = movements.from_team_key
left join stg_personio__legal_entities as from_legal_entities on from_legal_entities.legal_entity_id = movements.from_legal_entity_id
left join stg_personio__workplaces as from_workplaces on from_workplaces.workplace_id = movements.from_workplace_id
left join stg_personio__org_units as to_departments on to_departments.org_unit_key = movements.to_department_key
left join stg_personio__org_units as to_teams on to_teams.org_unit_key = movements.to_team_key
left join stg_personio__legal_entities as to_legal_entities on to_legal_entities.legal_entity_id = movements.to_legal_entity_id
left join stg_personio__workplaces as to_workplaces on to_workplaces.workplace_id = movements.to_workplace_id;

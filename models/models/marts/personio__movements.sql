{{ config(**personio.mart('personio__movements')) }}

{%- set places = [
  ('department', 'departments', 'department_key'),
  ('team', 'teams', 'team_key'),
  ('legal_entity', 'legal_entities', 'legal_entity_id'),
  ('office', 'workplaces', 'workplace_id'),
] %}

select
  movements.person_id || ':' || movements.movement || ':' || cast(movements.moved_on as text) as movement_key,
  movements.person_id,
  movements.movement,
  movements.moved_on,
  movements.last_day,
  {{ personio.month_of('movements.moved_on') }} as month,
  movements.moved_on > {{ personio.today() }} as is_planned,
  movements.is_rehire,
  movements.termination_type,
  {{ personio.is_voluntary('movements.termination_type') }} as is_voluntary,
  cast(movements.last_day - movements.spell_started_on + 1 as integer) as tenure_days,
  {{ personio.is_early('movements') }} as is_early,
  {%- for side, without in {'from': 'joiner', 'to': 'leaver'}.items() %}
  {%- for name, plural, key in places %}
  movements.{{ side }}_{{ key }},
  case when movements.movement <> '{{ without }}' then {{ personio.named(side ~ '_' ~ plural ~ '.name', 'movements.' ~ side ~ '_' ~ key) }} end as {{ side }}_{{ name }},
  {%- endfor %}
  movements.{{ side }}_position,
  movements.{{ side }}_supervisor_id as {{ side }}_manager_id,
  movements.{{ side }}_weekly_hours,
  {%- endfor %}
  {%- for name, column in {
    'department': 'department_key', 'team': 'team_key', 'legal_entity': 'legal_entity_id', 'office': 'workplace_id',
    'position': 'position', 'manager': 'supervisor_id', 'hours': 'weekly_hours',
  }.items() %}
  movements.movement = 'internal_move' and movements.from_{{ column }} is distinct from movements.to_{{ column }} as {{ name }}_changed {{- ',' if not loop.last }}
  {%- endfor %}
from {{ ref('int_personio__movements') }} as movements
{%- for side in ['from', 'to'] %}
left join {{ ref('stg_personio__org_units') }} as {{ side }}_departments on {{ side }}_departments.org_unit_key = movements.{{ side }}_department_key
left join {{ ref('stg_personio__org_units') }} as {{ side }}_teams on {{ side }}_teams.org_unit_key = movements.{{ side }}_team_key
left join {{ ref('stg_personio__legal_entities') }} as {{ side }}_legal_entities on {{ side }}_legal_entities.legal_entity_id = movements.{{ side }}_legal_entity_id
left join {{ ref('stg_personio__workplaces') }} as {{ side }}_workplaces on {{ side }}_workplaces.workplace_id = movements.{{ side }}_workplace_id
{%- endfor %}

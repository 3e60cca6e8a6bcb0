{#
  The days on which a person's employment began, ended or changed, from one segment to the next. People leave on the first
  day on which they are not employed any more, so that opening + joiners − leavers = closing.
#}
{%- set columns = ['department_key', 'team_key', 'legal_entity_id', 'workplace_id', 'position', 'supervisor_id', 'weekly_hours'] -%}
with segments as (
  select
    *,
    {%- for column in columns %}
    lag({{ column }}) over person as previous_{{ column }},
    {%- endfor %}
    lag(spell_number) over person as previous_spell_number,
    lead(spell_number) over person as next_spell_number,
    min(first_day) over (partition by person_id, spell_number) as spell_started_on
  from {{ ref('int_personio__segments') }}
  where is_counted
  window person as (partition by person_id order by first_day)
),
joiners as (
  select
    'joiner' as movement, person_id, first_day as moved_on, cast(null as date) as last_day, cast(null as date) as spell_started_on,
    spell_number > 1 as is_rehire, cast(null as text) as termination_type
    {%- for column in columns %},
    {{ personio.null_like(column) }} as from_{{ column }}, {{ column }} as to_{{ column }}
    {%- endfor %}
  from segments
  where previous_spell_number is null or previous_spell_number <> spell_number
),
leavers as (
  select
    'leaver' as movement, person_id, last_day + 1 as moved_on, last_day, spell_started_on,
    cast(null as boolean) as is_rehire, termination_type
    {%- for column in columns %},
    {{ column }} as from_{{ column }}, {{ personio.null_like(column) }} as to_{{ column }}
    {%- endfor %}
  from segments
  where last_day < {{ personio.forever() }} and (next_spell_number is null or next_spell_number <> spell_number)
),
moves as (
  select
    'internal_move' as movement, person_id, first_day as moved_on, cast(null as date) as last_day, cast(null as date) as spell_started_on,
    cast(null as boolean) as is_rehire, cast(null as text) as termination_type
    {%- for column in columns %},
    previous_{{ column }} as from_{{ column }}, {{ column }} as to_{{ column }}
    {%- endfor %}
  from segments
  where previous_spell_number = spell_number and (
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}previous_{{ column }} is distinct from {{ column }}
    {%- endfor %}
  )
)
select * from joiners
union all
select * from leavers
union all
select * from moves

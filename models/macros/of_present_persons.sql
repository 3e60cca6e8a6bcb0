{#
  A join that leaves out what belongs to people who were deleted in Personio: those whom `persons` reports as deleted,
  and those whom it does not have. Without any row of `persons`, nothing is left out.
#}
{% macro of_present_persons(rows, column='person_id') -%}
left join {{ ref('stg_personio__known_persons') }} as owners on owners.person_id = {{ rows }}.{{ column }} and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from {{ ref('stg_personio__known_persons') }})
{%- endmacro %}

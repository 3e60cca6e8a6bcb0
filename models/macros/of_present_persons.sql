{#
  A join that leaves out the rows of people who were deleted in Personio: people whom `persons` marks as deleted, or does
  not have. If `persons` has no rows, nothing is left out.
#}
{% macro of_present_persons(rows, column='person_id') -%}
left join {{ ref('stg_personio__known_persons') }} as owners on owners.person_id = {{ rows }}.{{ column }} and not owners.is_deleted
where owners.person_id is not null or not exists (select 1 from {{ ref('stg_personio__known_persons') }})
{%- endmacro %}

{# Fails for rows of people who were deleted in Personio. #}
{% test of_present_person(model, column_name) %}
select rows_of_people.{{ column_name }}
from {{ model }} as rows_of_people
join {{ ref('stg_personio__known_persons') }} as persons on persons.person_id = rows_of_people.{{ column_name }}
where persons.is_deleted
{% endtest %}

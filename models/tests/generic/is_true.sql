{# Fails for rows for which the condition is false. #}
{% test is_true(model, condition) %}
select *
from {{ model }}
where not ({{ condition }})
{% endtest %}

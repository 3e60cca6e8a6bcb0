{#
  The streams of each mart. A mart is off without a stream that it needs. Without a stream that it uses, the columns that
  come from it are null.
#}
{% macro streams_of_marts() %}
  {%- set people = ['persons', 'org_units'] -%}
  {{ return({
    'personio__staff': {'needs': ['persons', 'employments'], 'uses': ['org_units', 'workplaces', 'legal_entities']},
    'personio__employment_spells': {'needs': ['employments'], 'uses': ['persons']},
    'personio__headcount_monthly': {'needs': ['employments'], 'uses': people + ['workplaces', 'legal_entities']},
    'personio__movements': {'needs': ['employments'], 'uses': people + ['workplaces', 'legal_entities']},
    'personio__turnover_monthly': {'needs': ['employments'], 'uses': people},
    'personio__turnover_company_monthly': {'needs': ['employments'], 'uses': ['persons']},
    'personio__absence_monthly': {
      'needs': ['employments', 'absence_periods'],
      'uses': people + ['absence_types', 'absence_breakdowns', 'holidays'],
    },
    'personio__bradford': {
      'needs': ['employments', 'absence_periods', 'absence_types'],
      'uses': ['persons', 'absence_breakdowns', 'holidays'],
    },
    'personio__working_time_daily': {
      'needs': ['attendance_periods'],
      'uses': people + ['employments', 'employees', 'absence_types', 'absence_periods', 'absence_breakdowns', 'holidays'],
    },
    'personio__project_hours_monthly': {'needs': ['attendance_periods'], 'uses': ['persons', 'projects']},
    'personio__pay_monthly': {'needs': ['compensations'], 'uses': people + ['employments']},
    'personio__hiring_funnel': {'needs': ['recruiting_applications', 'recruiting_stage_transitions'], 'uses': ['recruiting_jobs']},
    'personio__employee_history': {'needs': ['employments'], 'uses': people + ['workplaces', 'legal_entities', 'custom_report_rows']},
    'personio__data_gaps': {'needs': [], 'uses': personio.used_streams()},
  }) }}
{% endmacro %}

{# All streams that the models use. #}
{% macro used_streams() %}
  {{ return([
    'persons', 'employments', 'org_units', 'workplaces', 'legal_entities',
    'absence_types', 'absence_periods', 'absence_breakdowns', 'holidays',
    'attendance_periods', 'projects', 'employees', 'compensations',
    'recruiting_jobs', 'recruiting_applications', 'recruiting_stage_transitions',
    'custom_report_rows',
  ]) }}
{% endmacro %}

{# The streams that were read into tables. #}
{% macro read_streams() %}
  {{ return(var('personio_streams', personio.used_streams())) }}
{% endmacro %}

{# The streams among these that were not read. #}
{% macro not_read(streams) %}
  {{ return(streams | reject('in', personio.read_streams()) | list) }}
{% endmacro %}

{# The configuration of a mart. `also` is a further condition. #}
{% macro mart(name, also=true) %}
  {%- set streams = personio.streams_of_marts()[name] -%}
  {{ return({'enabled': also and personio.not_read(streams.needs) | length == 0, 'meta': streams}) }}
{% endmacro %}

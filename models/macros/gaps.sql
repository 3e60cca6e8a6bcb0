{#
  What may be missing from the rows of a stream, and what to do about it. A gap is counted in a relation of
  personio__data_gaps, by default the present rows of the stream: of the rows for which `among` holds (by default all),
  those for which `missing` holds.
#}
{% macro gaps() %}
  {%- set unreadable = 'If Personio has it, release the attribute to the API credential, select the column, and check the privacy settings.' -%}
  {%- set gaps = [
    {
      'gap': 'persons_without_name', 'stream': 'persons', 'column': 'first_name, last_name',
      'missing': 'name is null',
      'models': 'personio__staff, personio__employee_history',
      'explanation': unreadable ~ ' Names of people and managers are null or ids.',
    },
    {
      'gap': 'persons_without_status', 'stream': 'persons', 'column': 'status',
      'missing': 'status is null',
      'models': 'personio__staff',
      'explanation': unreadable,
    },
    {
      'gap': 'persons_without_employment', 'stream': 'persons',
      'missing': 'not is_employed',
      'models': 'personio__staff',
      'explanation': 'These people are in personio__staff without dates, and in no other model. Read employments together with persons.',
    },
    {
      'gap': 'employments_without_start', 'stream': 'employments', 'column': 'employment_start_date',
      'missing': 'started_on is null',
      'explanation': unreadable ~ ' These employments are left out.',
    },
    {
      'gap': 'employments_that_end_before_they_start', 'stream': 'employments', 'column': 'left_on',
      'missing': 'left_on < started_on',
      'explanation': 'Correct the dates in Personio. Until then these employments are left out.',
    },
    {
      'gap': 'inactive_employments_without_end', 'stream': 'employments', 'column': 'left_on',
      'among': "status = 'INACTIVE'", 'missing': 'left_on is null',
      'explanation': 'Enter the last day in Personio, or release the termination to the API credential. Until then these people count as employed.',
    },
    {
      'gap': 'company_switches_without_next_employment', 'stream': 'employments', 'column': 'termination_type',
      'among': "left_on is not null and termination_type = 'SUB_COMPANY_SWITCH'", 'missing': 'is_last_of_person',
      'models': 'personio__movements, personio__turnover_monthly',
      'explanation': 'The account has no later employment of the person that counts, so the person counts as a leaver. Check it in Personio, and whether a filter of the API credential hides it.',
    },
    {
      'gap': 'ended_employments_without_termination_type', 'stream': 'employments', 'column': 'termination_type',
      'among': 'left_on is not null', 'missing': "coalesce(termination_type, 'UNSPECIFIED') = 'UNSPECIFIED'",
      'models': 'personio__movements, personio__turnover_monthly',
      'explanation': unreadable ~ ' These leavers do not count as voluntary.',
    },
    {
      'gap': 'employments_without_type', 'stream': 'employments', 'column': 'type',
      'missing': "coalesce(employment_type, 'UNSPECIFIED') = 'UNSPECIFIED'",
      'explanation': unreadable ~ ' These employments count as headcount.',
    },
    {
      'gap': 'employments_without_status', 'stream': 'employments', 'column': 'status',
      'missing': "coalesce(status, 'UNSPECIFIED') = 'UNSPECIFIED'",
      'models': 'personio__staff, personio__headcount_monthly',
      'explanation': unreadable ~ ' These people are in status_unknown.',
    },
    {
      'gap': 'employments_without_weekly_hours', 'stream': 'employments', 'column': 'weekly_working_hours',
      'missing': 'weekly_hours is null',
      'models': 'personio__staff, personio__headcount_monthly, personio__movements',
      'explanation': unreadable ~ ' These people are missing from fte.',
    },
    {
      'gap': 'employments_without_full_time_hours', 'stream': 'employments', 'column': 'full_time_weekly_working_hours',
      'missing': 'coalesce(full_time_weekly_hours, 0) = 0',
      'models': 'personio__staff, personio__headcount_monthly',
      'explanation': unreadable ~ ' These people are missing from fte.',
    },
    {
      'gap': 'employments_without_position', 'stream': 'employments', 'column': 'position_title',
      'missing': 'position is null',
      'models': 'personio__staff, personio__movements, personio__employee_history',
      'explanation': unreadable,
    },
    {
      'gap': 'employments_without_department', 'stream': 'employments', 'column': 'department_key',
      'missing': 'department_key is null',
      'explanation': unreadable ~ ' These people are in the department (none).',
    },
    {
      'gap': 'employments_without_supervisor', 'stream': 'employments', 'column': 'supervisor_id',
      'missing': 'supervisor_id is null',
      'models': 'personio__staff, personio__movements, personio__employee_history',
      'explanation': unreadable ~ ' The head of the company has none.',
    },
    {
      'gap': 'employments_without_legal_entity', 'stream': 'employments', 'column': 'legal_entity_id',
      'missing': 'legal_entity_id is null',
      'models': 'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history',
      'explanation': unreadable ~ ' These people are in the legal entity (none).',
    },
    {
      'gap': 'employments_without_workplace', 'stream': 'employments', 'column': 'workplace_id',
      'missing': 'workplace_id is null',
      'models': 'personio__staff, personio__headcount_monthly, personio__movements, personio__employee_history',
      'explanation': unreadable ~ ' These people are in the office (none).',
    },
    {
      'gap': 'absence_types_without_category', 'stream': 'absence_types', 'column': 'category',
      'missing': 'category is null',
      'models': 'personio__absence_monthly, personio__bradford',
      'explanation': 'Choose a category for the type in Personio; masked types have none. Until then their absences are in the category (none), and do not count as sickness.',
    },
    {
      'gap': 'absences_of_unknown_type', 'stream': 'absence_periods', 'column': 'absence_type_id',
      'relation': 'all_absence_periods', 'among': 'is_of_present_person', 'missing': 'not is_of_known_type',
      'explanation': 'The type was deleted in Personio, or absence_types was not read. These absences are in the category (none).',
    },
    {
      'gap': 'absences_without_start', 'stream': 'absence_periods', 'column': 'starts_on',
      'relation': 'all_absence_periods', 'among': 'is_of_present_person', 'missing': 'starts_on is null',
      'explanation': unreadable ~ ' These absences are left out.',
    },
    {
      'gap': 'absences_without_approval', 'stream': 'absence_periods', 'column': 'approval_status',
      'relation': 'all_absence_periods', 'among': 'is_of_present_person', 'missing': 'approval_status is null',
      'explanation': unreadable ~ ' These absences are left out, since only approved ones count.',
    },
    {
      'gap': 'attendance_without_type', 'stream': 'attendance_periods', 'column': 'type',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person', 'missing': 'type is null',
      'explanation': unreadable ~ ' These periods are left out.',
    },
    {
      'gap': 'attendance_without_date', 'stream': 'attendance_periods', 'column': 'attribution_date',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person', 'missing': 'attribution_date is null and started_at is null',
      'explanation': unreadable ~ ' These periods are left out.',
    },
    {
      'gap': 'attendance_without_duration', 'stream': 'attendance_periods', 'column': 'duration_minutes',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person', 'missing': 'duration_minutes is null and (started_at is null or ended_at is null)',
      'explanation': 'The period is still running. Enter its end in Personio; until then it has no minutes.',
    },
    {
      'gap': 'attendance_without_times', 'stream': 'attendance_periods', 'column': 'started_at, ended_at',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person and duration_minutes is not null', 'missing': 'started_at is null or ended_at is null',
      'explanation': unreadable ~ ' Without the times of work and breaks, no break is subtracted.',
    },
    {
      'gap': 'attendance_that_ends_before_it_starts', 'stream': 'attendance_periods', 'column': 'ended_at',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person', 'missing': 'ended_at < started_at',
      'explanation': 'Correct the times in Personio. Until then these periods have no minutes.',
    },
    {
      'gap': 'attendance_without_approval', 'stream': 'attendance_periods', 'column': 'approval_status',
      'relation': 'all_attendance_periods', 'among': 'is_of_present_person', 'missing': 'approval_status is null',
      'explanation': unreadable ~ ' These periods do not count as confirmed.',
    },
    {
      'gap': 'pay_without_amount', 'stream': 'compensations', 'column': 'amount_value',
      'missing': 'amount is null',
      'explanation': unreadable ~ ' These entries have no amount.',
    },
    {
      'gap': 'hourly_pay_without_hours', 'stream': 'compensations', 'column': 'weekly_working_hours',
      'among': "category like 'HOURLY%'", 'missing': 'weekly_hours is null',
      'explanation': unreadable ~ ' These entries have no monthly_amount.',
    },
    {
      'gap': 'recurring_pay_without_interval', 'stream': 'compensations', 'column': 'pay_interval',
      'among': "category in ('FIXED_SALARY', 'RECURRING')", 'missing': "coalesce(pay_interval, '') not in ('MONTHLY', 'QUARTERLY', 'HALF-YEARLY', 'YEARLY')",
      'explanation': unreadable ~ ' These entries have no monthly_amount, nor do those whose interval the models do not know.',
    },
    {
      'gap': 'applications_without_job', 'stream': 'recruiting_applications', 'column': 'job_id',
      'missing': 'job_id is null',
      'explanation': unreadable ~ ' These applications are in the job (none).',
    },
    {
      'gap': 'applications_without_date', 'stream': 'recruiting_applications', 'column': 'application_date',
      'missing': 'application_date is null',
      'explanation': unreadable ~ ' They are missing from median_days_to_hire.',
    },
    {
      'gap': 'stage_transitions_without_time', 'stream': 'recruiting_stage_transitions', 'column': 'entered_at',
      'missing': 'entered_at is null',
      'explanation': unreadable ~ ' They are left out.',
    },
    {
      'gap': 'stage_transitions_without_type', 'stream': 'recruiting_stage_transitions', 'column': 'stage',
      'missing': 'stage_type is null',
      'explanation': unreadable ~ ' Without types nobody counts as rejected, withdrawn or hired.',
    },
  ] -%}
  {%- for stream in ['employments', 'absence_periods', 'holidays', 'attendance_periods', 'compensations', 'custom_report_rows'] -%}
    {%- do gaps.append({
      'gap': stream ~ '_of_unknown_people', 'stream': stream, 'column': 'person_id',
      'relation': 'all_' ~ stream, 'missing': 'not is_of_present_person',
      'explanation': 'These rows are left out, since the person is not in persons: usually Personio has deleted them, and the rows should be erased here too. Else read persons as well.',
    }) -%}
  {%- endfor -%}
  {%- set filled = [] -%}
  {%- for gap in gaps -%}
    {%- do filled.append(dict({'relation': 'present_' ~ gap.stream, 'among': '1 = 1', 'models': personio.marts_of(gap.stream)}, **gap)) -%}
  {%- endfor -%}
  {{ return(filled) }}
{% endmacro %}

{# The names of the marts that read a stream, as text. #}
{% macro marts_of(stream) %}
  {%- set marts = [] -%}
  {%- for name, streams in personio.streams_of_marts().items() if name != 'personio__data_gaps' and stream in streams.needs + streams.uses -%}
    {%- do marts.append(name) -%}
  {%- endfor -%}
  {{ return(marts | join(', ')) }}
{% endmacro %}

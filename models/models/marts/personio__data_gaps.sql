{{ config(**personio.mart('personio__data_gaps')) }}

{%- set gaps = personio.gaps() %}
{#- The staging models leave out rows of people who are not in persons, and these rows are a gap. #}
{%- set children = {
  'all_employments': personio.newest_rows('employments', key='id', columns={'person_id': 'text'}),
  'all_absence_periods': personio.newest_rows('absence_periods', key='id', columns={
    'person_id': 'text', 'absence_type_id': 'text', 'starts_on': 'date', 'approval_status': 'text',
  }),
  'all_holidays': personio.newest_rows('holidays', key='record_key', columns={'person_id': 'text'}),
  'all_attendance_periods': personio.newest_rows('attendance_periods', key='id', columns={
    'person_id': 'text', 'type': 'text', 'approval_status': 'text',
    'attribution_date': 'date', 'started_at': 'local', 'ended_at': 'local', 'duration_minutes': 'number',
  }),
  'all_compensations': personio.newest_rows('compensations', key='record_key', cursor='observed_at', columns={'person_id': 'text'}),
  'all_custom_report_rows': personio.newest_rows('custom_report_rows', key='record_key', columns={'person_id': 'text'}),
} %}

with present_persons as (
  select *, person_id in (select person_id from {{ ref('stg_personio__employments') }} where person_id is not null) as is_employed
  from {{ ref('stg_personio__persons') }}
),
present_employments as (
  select
    *,
    lead(started_on) over (
      partition by person_id, {{ personio.is_counted('employment_type') }}
      order by started_on nulls first, employment_id
    ) is null as is_last_of_person
  from {{ ref('stg_personio__employments') }}
),
present_absence_types as (
  {{ personio.newest_rows('absence_types', key='id', cursor='observed_at', columns={'id': 'text', 'category': 'text'}) }}
),
present_compensations as (
  select * from {{ ref('stg_personio__compensations') }}
),
present_recruiting_applications as (
  select * from {{ ref('stg_personio__recruiting_applications') }}
),
present_recruiting_stage_transitions as (
  select * from {{ ref('stg_personio__recruiting_stage_transitions') }}
),
{%- for relation, rows in children.items() %}
{{ relation }} as (
  select
    children.*,
    {%- if relation == 'all_absence_periods' %}
    coalesce(children.absence_type_id in (select id from present_absence_types where id is not null), false) as is_of_known_type,
    {%- endif %}
    owners.person_id is not null or not exists (select 1 from {{ ref('stg_personio__known_persons') }}) as is_of_present_person
  from (
    {{ rows }}
  ) as children
  left join {{ ref('stg_personio__known_persons') }} as owners on owners.person_id = children.person_id and not owners.is_deleted
),
{%- endfor %}
{%- for relation in gaps | map(attribute='relation') | unique %}
counts_of_{{ relation }} as (
  select
    {%- for gap in gaps if gap.relation == relation %}
    count(case when {{ gap.among }} then 1 end) as total_of_{{ gap.gap }},
    count(case when ({{ gap.among }}) and ({{ gap.missing }}) then 1 end) as {{ gap.gap }} {{- ',' if not loop.last }}
    {%- endfor %}
  from {{ relation }}
),
{%- endfor %}
rows_of_streams as (
  {%- for stream in personio.used_streams() %}
  {{ 'union all' if not loop.first }}
  select '{{ stream }}' as stream, (select count(*) from {{ personio.raw_table(stream) }} as raw_table) as total
  {%- endfor %}
),
counted as (
  {%- for gap in gaps %}
  select
    '{{ gap.gap }}' as gap, '{{ gap.stream }}' as stream, {{ "'" ~ gap.column ~ "'" if gap.column else 'cast(null as text)' }} as column_name,
    '{{ gap.models }}' as models, {{ gap.gap }} as missing, total_of_{{ gap.gap }} as total, '{{ gap.explanation }}' as explanation
  from counts_of_{{ gap.relation }}
  union all
  {%- endfor %}
  {%- for stream in personio.used_streams() %}
  {{ 'union all' if not loop.first }}
  select
    '{{ stream }}_without_rows', '{{ stream }}', cast(null as text), '{{ personio.marts_of(stream) }}', case when total = 0 then 1 else 0 end, total,
    'Not read, or empty. Select the stream {{ stream }}, and grant its right to the API credential, if these models are to use it.'
  from rows_of_streams
  where stream = '{{ stream }}'
  {%- endfor %}
)
select gap, stream, column_name, models, cast(missing as bigint) as missing, cast(total as bigint) as total, explanation
from counted

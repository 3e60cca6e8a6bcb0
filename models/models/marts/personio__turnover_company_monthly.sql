{{ config(**personio.mart('personio__turnover_company_monthly')) }}

{# Nobody moves into the company from another department. #}
with flows as (
  select
    month,
    month_end,
    0 as moved_in,
    {%- for column in ['joiners', 'leavers', 'leavers_by_last_day', 'voluntary_leavers', 'early_leavers', 'closing'] %}
    cast(sum({{ column }}) as integer) as {{ column }} {{- ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('int_personio__flows_monthly') }}
  group by month, month_end
),
{{ personio.turnover('flows') }}
select
  month,
  month_end,
  opening,
  joiners,
  leavers,
  closing,
  leavers_by_last_day,
  voluntary_leavers,
  early_leavers,
  {{- personio.turnover_columns() }}
from rates

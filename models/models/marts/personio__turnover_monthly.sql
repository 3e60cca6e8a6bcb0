{{ config(**personio.mart('personio__turnover_monthly')) }}

with {{ personio.turnover(ref('int_personio__flows_monthly'), 'department_key') }}
select
  month,
  month_end,
  department_key,
  {{ personio.named('departments.name', 'department_key') }} as department,
  opening,
  joiners,
  leavers,
  moved_in,
  moved_out,
  closing,
  leavers_by_last_day,
  voluntary_leavers,
  early_leavers,
  {{- personio.turnover_columns() }}
from rates
left join {{ ref('stg_personio__org_units') }} as departments on departments.org_unit_key = rates.department_key

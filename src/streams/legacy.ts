import { isObject, type Row } from '../row.ts';
import { plainValues } from './entries.ts';
import { flat } from './flat.ts';
import { children } from './partitions/children.ts';
import { DELETED_PEOPLE, DELETED_TYPES, employee, nested, reference, UUIDS_OF_VERSION_2 } from './references.ts';
import { V1Stream } from './v1.ts';

/**
 * Tables that people know from other tools. API v2 has better ones; some of these end on a day that Personio announced.
 */
abstract class LegacyStream extends V1Stream {
  override readonly group = 'legacy';
}

const ATTENDANCES_END = { ends: '2027-01-31, first announced for 2026-08-30' };
const REPORTS_END = { ends: '2027-06-30' };

/** v1 has read and write rights for absences as a whole. */
const ABSENCES = 'absences:read';

export class TimeOffTypes extends LegacyStream {
  readonly name = 'time_off_types';
  readonly path = '/v1/company/time-off-types';
  readonly scope = ABSENCES;
  override readonly offset = 'rows';
  override readonly references = [reference('id_v2', 'absence_types.id', 'id_v2')];
}

/** Absences in days. The offset counts pages, and the filter whole days. */
export class TimeOffs extends LegacyStream {
  readonly name = 'time_offs';
  readonly path = '/v1/company/time-offs';
  readonly scope = ABSENCES;
  override readonly offset = 'pages';
  override readonly cursorField = 'updated_at';
  override readonly changes = {
    from: 'updated_from',
    formats: ['day'],
    unknownZone: true,
    startParameter: 'start_date',
  } as const;
  override readonly references = [
    ...employee('employee'),
    reference('time_off_type', 'time_off_types.id', undefined, DELETED_TYPES),
    reference('id_v2', 'absence_periods.id', 'id_v2'),
  ];
}

/** Absences in hours. */
export class HourlyAbsencePeriods extends LegacyStream {
  readonly name = 'hourly_absence_periods';
  readonly path = '/v1/company/absence-periods';
  readonly scope = ABSENCES;
  override readonly offset = 'disputed';
  override readonly cursorField = 'updated_at';
  /** According to Personio's file the value has a zone. */
  override readonly changes = {
    from: 'updated_from',
    formats: ['instant', 'naive', 'day'],
    startParameter: 'start_date',
  } as const;
  override readonly references = [
    ...employee('employee'),
    reference('absence_type', 'absence_types.id', undefined, DELETED_TYPES),
    reference('created_by', 'employees.id', 'created_by', DELETED_PEOPLE),
    nested('absence_type.time_off_type_id', 'time_off_types.id', DELETED_TYPES),
  ];
  override readonly flat = [
    flat('starts_at', 'start', 'time', 'Start of the absence (UTC).'),
    flat('ends_at', 'end', 'time', 'End of the absence (UTC). Null when it is open-ended.'),
  ];
  /** The ids look like those of API v2, and may be the same. */
  override readonly mentions = { id: ['absence_periods.id'] };

  override rowsOf(row: Row): Row[] {
    const [absence] = super.rowsOf(row);
    if (!absence) return [];
    // The name of the object in an older schema.
    if (isObject(absence.absence_type_id)) {
      absence.absence_type = absence.absence_type_id;
      absence.absence_type_id = undefined;
    }
    return [absence];
  }
}

export class Attendances extends LegacyStream {
  readonly name = 'attendances';
  readonly path = '/v1/company/attendances';
  readonly scope = 'attendances:read';
  override readonly offset = 'rows';
  /** Both dates are required whatever else is requested. */
  override readonly query = { start_date: '1970-01-01', end_date: '2035-12-31', includePending: 'true' };
  override readonly cursorField = 'updated_at';
  override readonly changes = {
    from: 'updated_from',
    formats: ['naive', 'day'],
    unknownZone: true,
    startParameter: 'start_date',
  } as const;
  override readonly service = ATTENDANCES_END;
  override readonly references = [
    ...employee('employee'),
    reference('project', 'attendance_projects.id'),
    reference('id_v2', 'attendance_periods.id', 'id_v2'),
  ];
}

export class AttendanceProjects extends LegacyStream {
  readonly name = 'attendance_projects';
  readonly path = '/v1/company/attendances/projects';
  readonly scope = 'attendances:read';
  override readonly service = ATTENDANCES_END;
}

/** Names of filters and attributes contain ids: `absence_2201` is the attribute for absences of type 2201. */
const TYPE_IDS = ['time_off_types.id'];
const FILTERED_IDS = [
  ...['employees.id', 'workplaces.id', 'org_units.id', 'legal_entities.id', 'cost_centers.id'],
  ...TYPE_IDS,
];

export class CustomReports extends LegacyStream {
  readonly name = 'custom_reports';
  readonly path = '/v1/company/custom-reports/reports';
  readonly scope = 'reports.custom:read';
  override readonly service = REPORTS_END;
  override readonly mentions = { columns: TYPE_IDS, 'filters.column': TYPE_IDS, 'filters.value': FILTERED_IDS };

  override rowsOf(row: Row): Row[] {
    const rows = super.rowsOf(row);
    for (const { filters } of rows) plainValues(filters);
    return rows;
  }
}

/** One row per employee; without page parameters the whole report comes in one response. */
export class CustomReportRows extends LegacyStream {
  readonly name = 'custom_report_rows';
  readonly path = '/v1/company/custom-reports/reports/{id}';
  readonly scope = 'reports.custom:read';
  override readonly partitioning = children({ stream: new CustomReports(), column: 'report_id' });
  override readonly attributes = { lists: { attributes: 'attribute_id', historical_attributes: 'attribute_id' } };
  override readonly references = [
    ...employee('employee_id', 'employee_id'),
    ...['attributes', 'historical_attributes'].flatMap((list) => [
      nested(`${list}.employee_id`, 'employees.id'),
      nested(`${list}.cost_centers.cost_center_id`, 'cost_centers.id', UUIDS_OF_VERSION_2),
    ]),
  ];
  override readonly mentions = {
    'attributes.attribute_id': TYPE_IDS,
    'historical_attributes.attribute_id': TYPE_IDS,
  };
  override readonly totalIsRows = false;
  override readonly keyParts = ['report_id', 'employee_id'];
  override readonly keyFallback = 'number';
  override readonly service = REPORTS_END;

  /** The only row of the response is the report itself; its items are the rows. */
  override rowsOf(row: Row): Row[] {
    const items = isObject(row.attributes) ? row.attributes.items : undefined;
    const rows = Array.isArray(items) ? items.filter(isObject) : [];
    for (const { attributes, historical_attributes: historical } of rows) {
      plainValues(attributes);
      plainValues(historical);
    }
    return rows;
  }
}

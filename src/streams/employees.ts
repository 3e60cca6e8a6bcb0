import { createHash } from 'node:crypto';
import { ConnectorError } from '../errors.ts';
import { isObject, type Row, textOf } from '../row.ts';
import { isGone, isUnknownPath } from './failure.ts';
import type { Page, Partition } from './partition.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { employee, nested, orgUnit, reference, UUIDS_OF_VERSION_2 } from './references.ts';
import { type Api, Stream } from './stream.ts';
import { unwrap, V1Stream } from './v1.ts';

abstract class EmployeeStream extends V1Stream {
  readonly path = '/v1/company/employees';
  readonly scope = 'employees:read';
  override readonly offset = 'rows';
  override readonly pageSize = 100;
}

/** All attributes that the credential may read, as columns; only v1 has their labels and options. */
export class Employees extends EmployeeStream {
  readonly name = 'employees';
  override readonly attributes = {
    columns: 'members',
    parameter: 'attributes[]',
    readableMarkers: ['first_name', 'last_name', 'email', 'status', 'position', 'created_at'],
  } as const;
  override readonly cursorField = 'last_modified_at';
  /** The filter's zone is not documented, and the list lags behind. */
  override readonly changes = { from: 'updated_since', formats: ['naive', 'day'], unknownZone: true } as const;
  override readonly references = [
    reference('id', 'persons.id', 'id'),
    reference('id', 'persons.id', 'person_id'),
    reference('supervisor', 'employees.id'),
    reference('subcompany', 'legal_entities.id'),
    reference('office', 'workplaces.id', 'workplace_id'),
    orgUnit('department'),
    orgUnit('team'),
    reference('holiday_calendar'),
    reference('work_schedule'),
    nested('cost_centers.id', 'cost_centers.id', UUIDS_OF_VERSION_2),
    nested('absence_entitlement.id', 'time_off_types.id'),
  ];
  override readonly mentions = { profile_picture: ['persons.id'] };
}

export class AbsenceEntitlements extends EmployeeStream {
  readonly name = 'absence_entitlements';
  override readonly query = { 'attributes[]': 'absence_entitlement' };
  override readonly attributes = { readableMarkers: ['absence_entitlement'] };
  override readonly keyParts = ['employee_id', 'id'];
  override readonly references = [
    ...employee('employee_id', 'employee_id'),
    reference('id', 'time_off_types.id', 'id'),
  ];
  /** Version 1 also answers 404 for people whom the credential may not see. */
  override readonly removals = {
    compared: 'every sync',
    ask: {
      by: 'parent',
      parent: '/v2/persons/{id}',
      scope: new Persons().scope,
      rows: `${this.path}/{id}`,
    },
  } as const;

  override rowsOf(row: Row): Row[] {
    const employee = unwrap(row);
    if (!isObject(employee) || !Array.isArray(employee.absence_entitlement)) return [];
    return employee.absence_entitlement
      .filter(isObject)
      .map((entitlement) => ({ employee_id: employee.id, ...entitlement }));
  }
}

export class EmployeeAttributes extends V1Stream {
  readonly name = 'employee_attributes';
  override readonly attributes = { key: 'key' };
  readonly path = '/v1/company/employees/attributes';
  readonly scope = 'employees:read';
  override get primaryKey() {
    return 'key';
  }
}

/**
 * As of today; one request per person. Persons come from v2's list, which does not need the right for v1's employees.
 */
export class AbsenceBalances extends V1Stream {
  readonly name = 'absence_balances';
  readonly path = '/v1/company/employees/{id}/absences/balance';
  readonly scope = 'employees:read';
  override readonly furtherScopes = ['absences:read'];
  override readonly partitioning = children({ stream: new Persons(), column: 'person_id' });
  override readonly keyParts = ['person_id', 'id'];
  override readonly references = [reference('id', 'time_off_types.id', 'id')];
  override readonly group = 'per_person';
}

export class DocumentCategories extends V1Stream {
  readonly name = 'document_categories';
  readonly path = '/v1/company/document-categories';
  readonly scope = 'documents:read';
}

/** The reference has the path both with a width in pixels and without; each reportedly works. */
const PICTURE_PATHS = ['', '/1024'];
/** While neither form has worked, this many persons without a picture are requested in both. */
const MOST_ASKED_TWICE = 100;

/** Which form of the path has worked, and for how many persons both were tried. */
class PictureForm {
  works: string | undefined;
  askedTwice = 0;
}

/** The bytes, as base64. A person without a picture is a 404. */
export class ProfilePictures extends Stream {
  readonly name = 'profile_pictures';
  readonly path = '/v1/company/employees/{id}/profile-picture';
  readonly scope = 'employees:read';
  override readonly partitioning = children({
    stream: new Persons(),
    column: 'person_id',
    promises: ({ profile_picture: picture }) => isObject(picture) && textOf(picture.url) !== undefined,
    noneAnswered: (error) => (isGone(error) ? pictureIsHidden(this, error) : undefined),
  });
  override readonly group = 'per_person';
  override readonly removals = { compared: 'every sync', ask: { by: 'parent', parent: '/v2/persons/{id}' } } as const;
  override get primaryKey() {
    return 'person_id';
  }

  async *pages(api: Api, partition: Partition): AsyncGenerator<Page> {
    const picture = await this.#picture(api, partition);
    if (!picture) return;
    const { contentType, bytes } = picture;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    yield { rows: [{ content_type: contentType, sha256, content: bytes.toString('base64') }] };
  }

  /**
   * Undefined for a person without a picture. Throws if the list says that there is a picture, and neither form returns
   * it.
   */
  async #picture(api: Api, { path, promised = false }: Partition) {
    const form = api.learned(this.path, PictureForm);
    const asksTwice = promised || form.askedTwice++ < MOST_ASKED_TWICE;
    const paths = form.works !== undefined ? [form.works] : PICTURE_PATHS.slice(0, asksTwice ? 2 : 1);
    const failures: unknown[] = [];
    for (const end of paths) {
      try {
        const picture = await api.bytes({ route: this.path, target: path + end });
        form.works = end;
        return picture;
      } catch (error) {
        if (!isUnknownPath(error)) throw error;
        failures.push(error);
      }
    }
    const gone = failures.find(isGone);
    if (promised || gone === undefined) throw gone ?? failures[0];
    return undefined;
  }
}

const pictureIsHidden = ({ name, scope }: Stream, cause: unknown): ConnectorError =>
  new ConnectorError(
    'config_error',
    `${name}: Personio lists pictures of persons, but none is available (404). Release the attribute "profile_picture" to the API credential in Personio under Settings > Integrations > API credentials, with the right "${scope}".`,
    { cause },
  );

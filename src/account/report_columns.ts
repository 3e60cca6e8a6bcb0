import type { JsonSchema } from '../json_schema.ts';
import { columnName, freeName } from './column_schemas.ts';
import { describeReportColumn, reportColumnNumberOf, reportColumnOf } from './columns.ts';

/** A column of a report, as declared in a response. */
export interface ReportColumn {
  /** Personio's name for it; undefined for cells beyond the declared columns. */
  readonly name: string | undefined;
  readonly display: string | undefined;
  readonly type: string | undefined;
  /** The attributes named by the cells of the page. */
  readonly attributeIds: readonly string[];
}

/** Personio's types of columns that hold numbers. */
const NUMERIC = ['decimal', 'integer', 'percentage'];

/** An option that was selected, with its members: some clients fail on the list without them. */
const OPTION: JsonSchema = {
  type: ['null', 'object'],
  properties: {
    key: { type: ['null', 'string'], description: "Personio's name of the option." },
    value: { type: ['null', 'string'], description: 'The text of the option.' },
  },
};

/** The part that every report has. */
export const FIXED: JsonSchema & { $schema: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    record_key: {
      type: 'string',
      description:
        'A hash of the columns that are read, since reports have no ids: another selection gives other keys. Identical rows are numbered with `:2`, `:3`.',
    },
    additional_fields: {
      type: ['null', 'object'],
      description: 'Columns that were added to the report after it was discovered.',
    },
  },
};

/** No column may have these names. */
const TAKEN = ['record_key', 'additional_fields', '__proto__'];

/**
 * Maps each column of a report to a member of the records. A column is identified by Personio's name, because columns
 * can be moved, and by its position only among columns with exactly the same name. A catalog without Personio's names
 * has the cleaned ones; if two of those are equal, the title or else the order decides.
 */
export class ReportColumns {
  /** Members by Personio's name of the column and its number among those with that name. */
  readonly #marked = new Map<string, string>();
  /** Members whose column the catalog does not identify, with their titles. */
  readonly #unmarked = new Map<string, string | undefined>();
  readonly #onChange: (columns: ReadonlyMap<string, ReportColumn>) => void;
  #last: readonly ReportColumn[] | undefined;
  /** Members of columns that the catalog does not name: the same on every page. */
  readonly #given = new Map<string, string>();
  #places: readonly (readonly [member: string, place: number])[] = [];

  /**
   * `configured` are the report's columns in the catalog. `onChange` receives the columns of each response by member.
   */
  constructor(
    configured: Readonly<Record<string, JsonSchema>> = {},
    onChange: (columns: ReadonlyMap<string, ReportColumn>) => void = () => {},
  ) {
    this.#onChange = onChange;
    for (const member of Object.keys(configured).sort(byNumber)) {
      const schema = configured[member];
      const name = reportColumnOf(schema);
      if (name === undefined) this.#unmarked.set(member, typeof schema?.title === 'string' ? schema.title : undefined);
      else {
        let number = reportColumnNumberOf(schema);
        while (this.#marked.has(identity(name, number))) number++;
        this.#marked.set(identity(name, number), member);
      }
    }
  }

  /** The members of a row and the positions of their cells, in a fixed order, whatever the order of the columns. */
  of(columns: readonly ReportColumn[]): readonly (readonly [member: string, place: number])[] {
    if (columns !== this.#last) {
      this.#last = columns;
      const members = this.members(columns);
      this.#places = members.map((member, place) => [member, place] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      this.#onChange(byMember(members, columns));
    }
    return this.#places;
  }

  /** The member of each column. A column that is not in the catalog gets a new name. */
  members(columns: readonly ReportColumn[]): string[] {
    const numbers = numbersOf(columns);
    const found = columns.map(({ name }, place) =>
      name === undefined ? undefined : this.#memberOf(identity(name, numbers[place] ?? 1)),
    );
    if (this.#unmarked.size > 0) this.#findByTitle(columns, found);
    const known = [...this.#marked.values(), ...this.#given.values()];
    const taken = new Set([...TAKEN, ...known, ...found.filter((member) => member !== undefined)]);
    return columns.map((column, place) => {
      const member = found[place] ?? freeName(baseOf(column, place), taken);
      taken.add(member);
      if (column.name !== undefined) this.#given.set(identity(column.name, numbers[place] ?? 1), member);
      return member;
    });
  }

  #memberOf(column: string): string | undefined {
    return this.#marked.get(column) ?? this.#given.get(column);
  }

  #findByTitle(columns: readonly ReportColumn[], found: (string | undefined)[]): void {
    const faces = columns.map((column, place) => JSON.stringify([baseOf(column, place), titleOf(column)]));
    for (const [place, column] of columns.entries()) {
      if (found[place] !== undefined) continue;
      const isAlone = faces.every((face, other) => other === place || face !== faces[place]);
      const base = baseOf(column, place);
      const fitting = [...this.#unmarked].filter(
        ([member, title]) => title !== undefined && title === titleOf(column) && isMadeOf(member, base),
      );
      if (isAlone && fitting.length === 1) found[place] = fitting[0]?.[0];
    }
  }
}

export const byMember = (members: readonly string[], columns: readonly ReportColumn[]): Map<string, ReportColumn> =>
  new Map(columns.map((column, place) => [members[place] ?? '', column]));

const identity = (name: string, number: number): string => `${number} ${name}`;

/** The number of each column among those with the same name. */
export function numbersOf(columns: readonly ReportColumn[]): number[] {
  const counts = new Map<string | undefined, number>();
  return columns.map(({ name }) => {
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return number;
  });
}

const titleOf = ({ display, name }: ReportColumn): string => display ?? name ?? '';

const baseOf = ({ name }: ReportColumn, place: number): string =>
  name === undefined ? `column_${place + 1}` : columnName(name) || 'unnamed';

/** `a`, `a_2` and `a_3` are made from `a`. */
const isMadeOf = (member: string, base: string): boolean =>
  member === base || (member.startsWith(`${base}_`) && /^\d+$/.test(member.slice(base.length + 1)));

/** `a_2` before `a_10`. */
const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

/** `number` distinguishes columns with exactly the same name. */
export function columnSchema(column: ReportColumn, number: number): JsonSchema {
  const { name = '', type = 'string' } = column;
  const described = { title: titleOf(column), description: describeReportColumn(name, number) };
  if (NUMERIC.includes(type)) return { type: ['null', 'number'], ...described };
  if (type === 'option') return { type: ['null', 'array'], items: OPTION, ...described };
  return { type: ['null', 'string'], ...described };
}

import { fixedSchema } from '../account/available.ts';
import { isAccountColumn } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Stream } from '../streams/stream.ts';
import type { ColumnNames } from './names.ts';
import type { Policy } from './policy.ts';
import { plainStep, type Step, strongest, type Treatment, withPersonsName } from './rules.ts';

/** So many different paths, attributes or names are remembered; beyond them each is decided anew. */
export const MOST_REMEMBERED = 20_000;

/** A place in the rows of a stream, and what is done there. */
export interface Place {
  readonly path: readonly Step[];
  readonly treatment: Treatment | undefined;
  readonly inside: Map<string, Place>;
  /** No schema knows it: it leaves in `additional_fields`. */
  readonly isUnknown: boolean;
  /** Where it is a list of attributes, the member of each that tells which it is. */
  readonly idMember?: string | undefined;
}

/** What does not leave because nobody can say what it is. */
export class Withheld {
  readonly #names = new Set<unknown>();

  get count(): number {
    return this.#names.size;
  }

  /** What is withheld is dropped, and counted. */
  counted(name: unknown, treatment: Treatment | 'withhold'): Treatment {
    if (treatment !== 'withhold') return treatment;
    if (this.#names.size < MOST_REMEMBERED) this.#names.add(name);
    return 'drop';
  }
}

/** Which treatment the policy has for each place in the rows of a stream. */
export class Places {
  readonly withheld = new Withheld();
  readonly root: Place = { path: [], treatment: undefined, inside: new Map(), isUnknown: false };
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  /** What every account has of the stream. */
  readonly #fixed: ReadonlySet<string>;
  /** A report's columns, by member. */
  #columns: ReadonlyMap<string, ReportColumn> = new Map();
  #columnsText = '';
  #remembered = 0;

  constructor(stream: Stream, policy: Policy, schema: JsonSchema) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#fixed = new Set(stream.attributes.columns ? Object.keys(fixedSchema(stream).properties ?? {}) : []);
  }

  /** The columns that a report has now, by the members that they become: they decide, not what a catalog says. */
  declare(columns: ReadonlyMap<string, ReportColumn>): void {
    const text = JSON.stringify([...columns]);
    if (text === this.#columnsText) return;
    this.#columnsText = text;
    this.#columns = columns;
    this.root.inside.clear();
  }

  in(holder: Place, name: string): Place {
    const known = holder.inside.get(name);
    if (known) return known;
    const place = holder === this.root ? this.#column(name) : this.#member(holder, name);
    if (++this.#remembered <= MOST_REMEMBERED) holder.inside.set(name, place);
    return place;
  }

  #column(name: string): Place {
    const schema = this.#schema.properties?.[name];
    const path = [this.#columnStep(name, schema)];
    const isUnknown = schema === undefined;
    const column = this.#columns.get(name);
    const treatment = column
      ? this.#treatmentOfColumn(name, column, isUnknown)
      : (strongest([this.#treatmentAt(path, isUnknown), ...this.#treatmentsOfSources(name)]) ??
        this.#treatmentOfBareId(name, schema) ??
        (isUnknown ? this.#treatmentOfUnknown(path) : undefined));
    return { path, treatment, inside: new Map(), isUnknown, idMember: this.#stream.attributes.lists?.[name] };
  }

  #member({ path: outer, isUnknown }: Place, name: string): Place {
    const path = [...outer, plainStep(name)];
    const treatment = this.#treatmentAt(path, isUnknown) ?? (isUnknown ? this.#treatmentOfUnknown(path) : undefined);
    return { path, treatment, inside: new Map(), isUnknown };
  }

  /** What is done to the members that a flat column is made of, and to what holds them, is done to the column. */
  #treatmentsOfSources(name: string): (Treatment | undefined)[] {
    const flat = this.#stream.flat.find(({ column }) => column === name);
    return (flat?.paths ?? []).flatMap((path) => {
      let place = this.root;
      return path.split('.').map((step) => {
        place = this.in(place, step);
        return place.treatment;
      });
    });
  }

  /** Some tools keep no more of a column than its name and type. */
  #columnStep(name: string, schema: JsonSchema | undefined): Step {
    const { names } = this.#policy;
    const { columns } = this.#stream.attributes;
    const mayBeOwn = columns === 'members' || (columns === 'listed' && schema !== undefined);
    return mayBeOwn && !isAccountColumn(schema) && !this.#fixed.has(name)
      ? names.ofMember(name)
      : names.ofColumn(name, schema);
  }

  #treatmentOfColumn(name: string, column: ReportColumn, isUnknown: boolean): Treatment | undefined {
    const names = this.#policy.names.ofReportColumn(name, column);
    const treatment = this.#treatmentOfReportColumn(names, isUnknown);
    return treatment && this.withheld.counted(name, treatment);
  }

  /** `withhold` where nobody can say whether a rule means the column. */
  #treatmentOfReportColumn(column: ColumnNames, isUnknown: boolean): Treatment | 'withhold' | undefined {
    const { names, ids, fields, attributeRules } = this.#policy;
    const { treatment: ofIds, isPerson } = ids.named([...column.ids, column.title]);
    const ruled = this.#treatmentAt([isPerson ? withPersonsName(column.step) : column.step], isUnknown);
    // What another attribute with the same label may hold does not leave either.
    if (!column.own.every((attribute) => this.#policy.mayLeave(names.ofAttribute(attribute)))) return 'drop';
    if (ruled === 'drop' && this.#policy.isUnclear(this.#stream, column.step)) return 'withhold';
    if (ruled === 'drop' || ruled === 'hash') return ruled;
    if (!column.isNamed) return 'withhold';
    if (ofIds === 'hash' || ofIds === 'withhold') return ofIds;
    const isListed = column.attributes.length > 0 || column.ids.some((id) => fields.isField(id));
    if (!isListed && attributeRules.some((rule) => rule.names(this.#stream.name))) return 'withhold';
    return ofIds ?? ruled;
  }

  /** A member that is nothing but an id, as some of v1 are, goes the way of its column. */
  #treatmentOfBareId(name: string, schema: JsonSchema | undefined): Treatment | undefined {
    const isBare = !['object', 'array'].some((type) => schema?.type?.includes(type));
    const column = this.#stream.references.find(({ member }) => member === name)?.column;
    if (!isBare || column === undefined || column === name) return undefined;
    return this.#policy.treatmentOf(this.#stream, [plainStep(column)]);
  }

  /** A member that no schema knows may refer to people and things: by its name alone. */
  #treatmentOfUnknown(path: readonly Step[]): Treatment | undefined {
    const name = path.map(({ names }) => names[0]).join('.');
    const { treatment } = this.#policy.ids.named([name]);
    return treatment && this.withheld.counted(name, treatment);
  }

  /** What no schema knows leaves in `additional_fields`: rules may mean it there, too. */
  #treatmentAt(path: readonly Step[], isUnknown: boolean): Treatment | undefined {
    const rest = plainStep('additional_fields');
    const paths = isUnknown ? [path, [rest], [rest, ...path]] : [path];
    return strongest(paths.map((each) => this.#policy.treatmentOf(this.#stream, each)));
  }
}

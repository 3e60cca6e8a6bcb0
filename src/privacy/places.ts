import { fixedSchema } from '../account/available.ts';
import { isAccountColumn } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Stream } from '../streams/stream.ts';
import type { ColumnNames } from './names.ts';
import type { Policy } from './policy.ts';
import { plainStep, type Step, strongest, type Treatment, withPersonsName } from './rules.ts';

/** Maximum number of paths, attributes or names to cache. Beyond it, each is decided again. */
export const MOST_REMEMBERED = 20_000;

/** A place in a stream's rows, and its treatment. */
export interface Place {
  readonly path: readonly Step[];
  readonly treatment: Treatment | undefined;
  readonly inside: Map<string, Place>;
  /** In no schema: emitted in `additional_fields`. */
  readonly isUnknown: boolean;
  /** In a list of attributes, the member of each entry that identifies it. */
  readonly idMember?: string | undefined;
}

/** Counts what is withheld because it cannot be identified. */
export class Withheld {
  readonly #names = new Set<unknown>();

  get count(): number {
    return this.#names.size;
  }

  /** Drops and counts withheld values. */
  counted(name: unknown, treatment: Treatment | 'withhold'): Treatment {
    if (treatment !== 'withhold') return treatment;
    if (this.#names.size < MOST_REMEMBERED) this.#names.add(name);
    return 'drop';
  }
}

/** The policy's treatment of each place in a stream's rows. */
export class Places {
  readonly withheld = new Withheld();
  readonly root: Place = { path: [], treatment: undefined, inside: new Map(), isUnknown: false };
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  /** The stream's members that every account has. */
  readonly #fixed: ReadonlySet<string>;
  /** A report's columns by member. */
  #columns: ReadonlyMap<string, ReportColumn> = new Map();
  #columnsText = '';
  #remembered = 0;

  constructor(stream: Stream, policy: Policy, schema: JsonSchema) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#fixed = new Set(stream.attributes.columns ? Object.keys(fixedSchema(stream).properties ?? {}) : []);
  }

  /** Sets the report's current columns by their members. They decide, not the catalog. */
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

  /** A flat column is treated like the members it is made of and everything that contains them. */
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

  /** Some tools keep only the name and type of a column. */
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

  /** `withhold` if it is unclear whether a rule matches the column. */
  #treatmentOfReportColumn(column: ColumnNames, isUnknown: boolean): Treatment | 'withhold' | undefined {
    const { names, ids, fields, attributeRules } = this.#policy;
    const { treatment: ofIds, isPerson } = ids.named([...column.ids, column.title]);
    const ruled = this.#treatmentAt([isPerson ? withPersonsName(column.step) : column.step], isUnknown);
    // The value may belong to any attribute with the same label, so all of them must be allowed.
    if (!column.own.every((attribute) => this.#policy.mayLeave(names.ofAttribute(attribute)))) return 'drop';
    if (ruled === 'drop' && this.#policy.isUnclear(this.#stream, column.step)) return 'withhold';
    if (ruled === 'drop' || ruled === 'hash') return ruled;
    if (!column.isNamed) return 'withhold';
    if (ofIds === 'hash' || ofIds === 'withhold') return ofIds;
    const isListed = column.attributes.length > 0 || column.ids.some((id) => fields.isField(id));
    if (!isListed && attributeRules.some((rule) => rule.names(this.#stream.name))) return 'withhold';
    return ofIds ?? ruled;
  }

  /** A member that is just an id, as some v1 members are, is treated like its column. */
  #treatmentOfBareId(name: string, schema: JsonSchema | undefined): Treatment | undefined {
    const isBare = !['object', 'array'].some((type) => schema?.type?.includes(type));
    const column = this.#stream.references.find(({ member }) => member === name)?.column;
    if (!isBare || column === undefined || column === name) return undefined;
    return this.#policy.treatmentOf(this.#stream, [plainStep(column)]);
  }

  /** A member in no schema may refer to people and things; its name is the only clue. */
  #treatmentOfUnknown(path: readonly Step[]): Treatment | undefined {
    const name = path.map(({ names }) => names[0]).join('.');
    const { treatment } = this.#policy.ids.named([name]);
    return treatment && this.withheld.counted(name, treatment);
  }

  /** Members in no schema are emitted in `additional_fields`: rules may match them there, too. */
  #treatmentAt(path: readonly Step[], isUnknown: boolean): Treatment | undefined {
    const rest = plainStep('additional_fields');
    const paths = isUnknown ? [path, [rest], [rest, ...path]] : [path];
    return strongest(paths.map((each) => this.#policy.treatmentOf(this.#stream, each)));
  }
}

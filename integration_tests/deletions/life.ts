import { expect, vi } from 'vitest';
import { Dice } from '../../sandbox/data/dice.ts';
import { noLies } from '../../sandbox/lies.ts';
import type { Rule, Sandbox } from '../../sandbox/server.ts';
import { fixedSchema } from '../../src/account/available.ts';
import { changeColumns, cursorOf, DELETED_AT, OBSERVED_AT, observes } from '../../src/account/change_columns.ts';
import type { StreamState } from '../../src/airbyte/protocol.ts';
import { ConnectorError } from '../../src/errors.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { type Kept, MOST_KEPT, parseKept } from '../../src/sync/tracking/kept_text.ts';
import type { Json } from '../connector.ts';
import { type Round, sync } from '../in_process.ts';
import type { Lie } from './lies.ts';
import {
  cursorIn,
  type Delivery,
  isTombstone,
  type Keeps,
  keyOf,
  messagesIn,
  streamNamed,
  Warehouse,
} from './tables.ts';
import { Witness } from './witness.ts';

const DAY_MS = 86_400_000;
/** Lists whose pages begin behind a row; the pages of others are counted. */
const KEYED = ['persons', 'person_custom_attributes', 'employments', 'absence_periods', 'attendance_periods'];
/** Webhooks forget older events; syncs may be this far apart. */
const EVENT_DAYS = 25;

export interface LifeOptions {
  readonly sandbox: Sandbox;
  readonly seed: number;
  readonly names: readonly string[];
  readonly config: Json;
  /** False if removed rows must not be reported: the column is not selected, or ids are hashed. */
  readonly tells: boolean;
  readonly selects: boolean;
}

/** What is special about one sync. */
export interface SyncOptions {
  readonly lie?: Lie | undefined;
  readonly trouble?: readonly Rule[];
  readonly ending?: { readonly how: 'kill' | 'stop'; readonly at: number } | undefined;
  readonly keeps?: Keeps;
  /** Happens repeatedly while the sync writes. */
  readonly meanwhile?: (() => void) | undefined;
}

/** An account that is read by several syncs into three kinds of tables. Throws if one of them is wrong. */
export class Life {
  readonly warehouse = new Warehouse();
  readonly witness: Witness;
  readonly story: string[] = [];
  config: Json;
  usualLength = 20_000;
  readonly #options: LifeOptions;
  /** Rows that are gone without having to be reported. */
  readonly #excused = new Excuses();
  /** Rows that came back since they were last written. */
  readonly #restored = new Excuses();
  /** Rows whose removal an event reports, and when it happened. */
  readonly #told = new Map<string, number>();
  /** Streams whose changes were hidden: what a cursor has passed is not requested again. */
  readonly #doubtful = new Set<string>();
  /** Those of them that started like this: rows that were never written count as known. */
  readonly #begunInDoubt = new Set<string>();
  /** Streams whose list was incomplete when last compared: which of the rows written later it lacked is unknown. */
  readonly #blind = new Set<string>();
  /** Streams whose conditions changed: rows that were listed then count as written. */
  readonly #hasBegunAnew = new Set<string>();
  /** The latest cursor of every row. */
  readonly #latest = new Map<string, number>();
  /** How often the rows of a stream were compared with the expected ones. */
  readonly checked = new Map<string, number>();
  #syncs = 0;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.config = options.config;
    this.witness = new Witness(options.sandbox, options.names);
  }

  get names(): readonly string[] {
    return this.#options.names;
  }

  /** Rows of a stream were removed, with others; events report those in `told`. */
  removed(keys: Readonly<Record<string, readonly string[] | undefined>>, told: readonly string[]): void {
    for (const name of told) for (const key of keys[name] ?? []) this.#told.set(`${name} ${key}`, Date.now());
    for (const [name, gone] of Object.entries(keys))
      for (const key of gone ?? []) if (!told.includes(name)) this.#told.delete(`${name} ${key}`);
    this.witness.look();
  }

  restored(keys: Readonly<Record<string, readonly string[] | undefined>>): void {
    for (const [name, back] of Object.entries(keys)) for (const key of back ?? []) this.#restored.add(name, key);
    const persons = new Set(keys.persons);
    for (const key of this.#options.sandbox.ids('person_custom_attributes'))
      if (persons.has(key.slice(0, key.indexOf(':')))) this.#restored.add('person_custom_attributes', key);
    this.witness.look();
  }

  /** The user resets a stream. */
  reset(stream: string): void {
    this.warehouse.reset(stream);
    this.#latest.delete(stream);
    this.story.push(`reset ${stream}`);
  }

  /** Other conditions. Rows outside the new window are no longer checked. */
  setStart(day: string): void {
    this.config = { ...this.config, start_date: day };
    for (const name of this.names.filter((each) => hasWindow(each, this.config)))
      this.#excused.add(name, ...this.warehouse.hard.rows(name).keys());
    this.story.push(`start date ${day}`);
  }

  async sync({ lie, trouble = [], ending, keeps = 'every line', meanwhile }: SyncOptions = {}): Promise<boolean> {
    const { sandbox, names, seed } = this.#options;
    const dice = new Dice(seed, this.#syncs++, 41);
    sandbox.configure({ lies: { ...noLies(), ...lie?.lies }, trouble: [...(lie?.trouble ?? []), ...trouble] });
    const isHonest = trouble.length === 0 && !lie;
    if (lie?.hidesEvents) this.#told.clear();
    this.witness.begin();
    let nextChange = meanwhile ? dice.between(0, this.usualLength) : Number.POSITIVE_INFINITY;
    const run = sync({
      ...this.#round('incremental', this.warehouse.state, dice),
      onGrowth: (length, { kill, stop }) => {
        if (length >= nextChange) {
          meanwhile?.();
          nextChange = length + dice.between(1000, 20_000);
        }
        if (ending && length >= ending.at) ending.how === 'kill' ? kill(ending.at) : stop();
      },
    });
    const { stdout, done } = await run.catch((error) => {
      // Nothing began.
      if (!(error instanceof ConnectorError) || isHonest) throw error;
      return { stdout: '', done: false };
    });
    this.usualLength = Math.max(3000, Math.min(this.usualLength, 4 * stdout.length));
    this.witness.look();
    const { isSteady } = this.witness;
    const told = this.#tell(done, stdout);
    this.story.push(told);
    const latest = new Map(this.#latest);
    for (const delivery of this.warehouse.take(stdout, names, done ? 'every line' : keeps)) {
      const { stream, records } = delivery;
      this.#checkRecords(delivery, latest);
      const hasCursor = streamNamed(stream).cursorField !== undefined;
      if (!isHonest && hasCursor) this.#doubtful.add(stream);
      this.#excuse(delivery, isHonest);
      // If pages are counted, a vanishing row hides another one.
      const isShifted = !KEYED.includes(stream) && (!done || !isSteady);
      if (isShifted && hasCursor) this.#doubtful.add(stream);
      if (this.#doubtful.has(stream) && !keptIn(delivery.before)?.comparedAt) this.#begunInDoubt.add(stream);
      if (done && isHonest && !isShifted) this.#checkNothingLost(stream);
      if (done && isHonest && isSteady && !meanwhile) this.#checkGone(delivery);
      if (!this.#options.tells && records.some(isTombstone)) this.fail(`${stream}: removed rows are reported`);
    }
    return done;
  }

  /**
   * The tables hold everything that exists as a full refresh has it, and nothing else; and nothing is written twice.
   */
  async settle(): Promise<void> {
    const { names } = this.#options;
    const { sweep_days } = this.config.deletions as { sweep_days: number };
    this.config = { ...this.config, deletions: { ...(this.config.deletions as Json), most_percent: 100 } };
    const before = new Map(this.checked);
    for (const _ of [1, 2]) {
      pass(sweep_days * DAY_MS + 3_600_000);
      const done = await this.sync();
      // The start date may leave nothing, and an empty list is not trusted.
      if (this.story.at(-1)?.includes('is listed any more')) return;
      if (!done) this.fail('a sync without lies is not complete');
    }
    if (this.#options.tells)
      for (const name of names) {
        const { removals } = streamNamed(name);
        // An empty list is not trusted, and neither are persons once they failed to name all employments.
        const isEmpty = this.witness.ids(name).size === 0;
        const isGivenUp = removals?.namedBy !== undefined && this.#headers.get(name)?.body === '';
        if (removals && !isEmpty && !isGivenUp && (this.checked.get(name) ?? 0) <= (before.get(name) ?? 0))
          this.fail(`${name}: its removed rows were not compared, ${JSON.stringify(this.#headers.get(name))}`);
      }
    const truth = new Warehouse();
    const full = await sync(this.#round('full_refresh', ''));
    if (!full.done) this.fail('a full refresh is not complete');
    truth.take(full.stdout, names, 'every line');
    for (const name of names) this.#checkContent(name, truth.hard.rows(name));

    const again = await sync(this.#round('incremental', this.warehouse.state));
    this.story.push(`again: ${this.#tell(again.done, again.stdout)}`);
    for (const { stream, records } of this.warehouse.take(again.stdout, names, 'every line')) {
      // Events of the last day are reported again.
      const marked = streamNamed(stream).removals?.event ? [] : records.filter(isTombstone);
      const written = observes(streamNamed(stream)) ? records : marked;
      if (written.length > 0)
        this.fail(`${stream}: nothing changed, and it writes ${JSON.stringify(written[0]).slice(0, 300)}`);
    }
  }

  fail(why: string): never {
    return expect.fail(`${why}\n${this.story.join('\n')}`);
  }

  #round(mode: 'incremental' | 'full_refresh', state: string, dice = new Dice(this.#options.seed)): Round {
    const { names, selects } = this.#options;
    return { config: this.config, names, mode, state, dice, schema: (name) => schemaOf(name, selects) };
  }

  readonly #headers = new Map<string, Kept>();

  #tell(done: boolean, stdout: string): string {
    const counts = new Map<string, number[]>();
    const said: string[] = [];
    for (const message of messagesIn(stdout)) {
      if (message.type === 'RECORD') {
        const { stream, data } = message.record;
        const [rows = 0, gone = 0] = counts.get(stream) ?? [];
        counts.set(stream, isTombstone(data) ? [rows, gone + 1] : [rows + 1, gone]);
      } else if (message.type === 'LOG' && message.log.level === 'WARN') said.push(message.log.message);
    }
    const shown = [...counts].map(([name, [rows, gone]]) => `${name} ${rows}-${gone}`).join(', ');
    return `${new Date(Date.now()).toISOString()} sync ${done ? 'done' : 'NOT done'}: ${shown}; ${said.join(' | ')}`;
  }

  /** What no record may ever say. */
  #checkRecords({ stream, records, before, after }: Delivery, latest: ReadonlyMap<string, number>): void {
    const cursor = cursorOf(streamNamed(stream), true) ?? '';
    for (const record of records) {
      const name = `${stream} ${keyOf(stream, record)}`;
      const at = cursorIn(stream, record);
      if (isTombstone(record)) {
        if (this.witness.wasAlwaysThere(stream, keyOf(stream, record))) this.fail(`${name}: it is there, and marked`);
        if (at < (this.#latest.get(name) ?? 0)) this.fail(`${name}: its tombstone is older than the row`);
        if (Date.parse(String(record[DELETED_AT])) > Date.now() + 700_000)
          this.fail(`${name}: its removal is in the future`);
        if (!(cursor in record)) this.fail(`${name}: its tombstone has no cursor`);
      } else {
        this.#excused.delete(stream, keyOf(stream, record));
        this.#restored.delete(stream, keyOf(stream, record));
      }
      if (cursor === OBSERVED_AT && at < (latest.get(stream) ?? 0)) this.fail(`${name}: it was observed before`);
      if (cursor === OBSERVED_AT && at <= Date.parse(String(before?.[OBSERVED_AT])))
        this.fail(`${name}: the last sync had the same time`);
      if (!isTombstone(record)) this.#latest.set(name, Math.max(at, this.#latest.get(name) ?? 0));
      this.#latest.set(stream, Math.max(at, this.#latest.get(stream) ?? 0));
    }
    const length = String(after?.kept ?? '').length;
    if (length > MOST_KEPT) this.fail(`${stream}: its state keeps ${length} characters`);
  }

  /** Which removed rows need not be reported. */
  #excuse({ stream, unclaimed, before, after }: Delivery, isHonest: boolean): void {
    const { removals, groupedBy } = streamNamed(stream);
    const [was, is] = [keptIn(before), keptIn(after)];
    if (is) this.#headers.set(stream, is);
    const rows = this.warehouse.hard.rows(stream);
    const gone = [...rows.keys()].filter((key) => !this.witness.isThere(stream, key));
    const begins =
      was?.conditions !== is?.conditions ||
      (removals?.compared === 'sweeps' && (was?.comparedAt === '' || is?.body === '')) ||
      (removals?.compared === undefined && was?.lookedAt === '');
    if (was && was.conditions !== is?.conditions) this.#hasBegunAnew.add(stream);
    if (begins || groupedBy || !removals) this.#excused.add(stream, ...gone);
    const isCompared = removals?.compared === 'sweeps' && was?.comparedAt !== is?.comparedAt;
    if (begins || isCompared) {
      if (isHonest) this.#blind.delete(stream);
      else this.#blind.add(stream);
    }
    if (this.#blind.has(stream)) this.#excused.add(stream, ...rows.keys());
    else if (isCompared && !hasWindow(stream, this.config))
      for (const key of this.witness.steady(stream)) this.#excused.delete(stream, key);
    // Records after the last state of a run that died are known only to the destination.
    const unknown = unclaimed.filter((record) => !isTombstone(record)).map((record) => keyOf(stream, record));
    this.#excused.add(stream, ...unknown);
  }

  /** A sync that reports success has written every row. */
  #checkNothingLost(stream: string): void {
    if (this.#doubtful.has(stream) || hasWindow(stream, this.config)) return;
    const rows = this.warehouse.hard.rows(stream);
    const lost = [...this.witness.steady(stream)].filter((key) => !rows.has(key) && !this.#restored.has(stream, key));
    if (this.#options.tells && lost.length > 0) this.fail(`${stream}: ${lost.join(', ')} missing`);
  }

  /** After a comparison no removed row is left. */
  #checkGone({ stream, before, after }: Delivery): void {
    const { removals } = streamNamed(stream);
    const [was, is] = [keptIn(before), keptIn(after)];
    if (!removals || !is || is.refusedAt !== '' || !this.#options.tells) return;
    if (removals.compared === 'sweeps' && was?.comparedAt === is.comparedAt) return;
    this.checked.set(stream, (this.checked.get(stream) ?? 0) + 1);
    this.#checkLeft(stream);
  }

  /** No table has a removed row, unless it need not be reported. */
  #checkLeft(stream: string): void {
    const { hard, soft, appended } = this.warehouse;
    for (const [kind, table] of Object.entries({ hard, soft, appended })) {
      const left = [...table.rows(stream)].flatMap(([key, row]) =>
        isTombstone(row) || this.witness.isThere(stream, key) || !this.#isDue(stream, key) ? [] : [key],
      );
      if (left.length > 0) this.fail(`${stream}: ${left.join(', ')} gone, and still there in the ${kind} table`);
    }
  }

  #isDue(stream: string, key: string): boolean {
    if (this.#excused.has(stream, key)) return false;
    if (streamNamed(stream).removals?.compared === undefined) return this.#isTold(stream, key);
    // For a removed person, the attributes that others have are reported.
    const attribute = key.slice(key.indexOf(':'));
    return stream !== 'person_custom_attributes' || [...this.witness.ids(stream)].some((id) => id.endsWith(attribute));
  }

  #isTold(stream: string, key: string): boolean {
    const at = this.#told.get(`${stream} ${key}`);
    return at !== undefined && at > Date.now() - EVENT_DAYS * DAY_MS;
  }

  #checkContent(stream: string, truth: ReadonlyMap<string, Json>): void {
    if (!this.#options.tells) return;
    const { cursorField, removals, groupedBy } = streamNamed(stream);
    const { hard, soft, appended } = this.warehouse;
    for (const [kind, table] of Object.entries({ hard, soft, appended })) {
      const rows = table.rows(stream);
      for (const [key, row] of truth) {
        const held = rows.get(key);
        // Changes that were hidden when a cursor passed them are not requested again.
        const isHealed = removals?.compared !== undefined && !this.#begunInDoubt.has(stream);
        if (this.#doubtful.has(stream) && (held || !isHealed)) continue;
        // Nobody looks for rows that came back, or new conditions began when they were back.
        if (this.#restored.has(stream, key) && (removals?.compared === undefined || this.#hasBegunAnew.has(stream)))
          continue;
        // For compensations, the months that a sync reads again are compared.
        if (groupedBy && String(row.month) < new Date(Date.now()).toISOString().slice(0, 7)) continue;
        // A row that came back has its old cursor.
        if (kind !== 'hard' && held && isTombstone(held) && cursorField !== undefined) {
          if (cursorIn(stream, held) > cursorIn(stream, row)) continue;
        }
        if (plain(held) !== plain(row))
          this.fail(`${stream} ${key} (${kind}): is ${plain(held)}, should be ${plain(row)}`);
      }
    }
    if (!groupedBy && removals?.compared) this.#checkLeft(stream);
  }
}

/** Keys by stream. */
class Excuses {
  readonly #keys = new Set<string>();

  add(stream: string, ...keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(`${stream} ${key}`);
  }

  has(stream: string, key: string): boolean {
    return this.#keys.has(`${stream} ${key}`);
  }

  delete(stream: string, key: string): void {
    this.#keys.delete(`${stream} ${key}`);
  }
}

const keptIn = (state: StreamState | undefined): Kept | undefined => parseKept(state?.kept);

/** True for a stream whose rows the start date may leave out. */
const hasWindow = (stream: string, { start_date }: Json): boolean =>
  start_date !== undefined && /^(absence_periods|attendance_periods|documents|compensations)$/.test(stream);

function plain(record: Json | undefined): string {
  if (!record) return 'missing';
  const { [OBSERVED_AT]: _, _meta, ...rest } = record;
  return JSON.stringify(Object.fromEntries(Object.entries(rest).sort()));
}

export function schemaOf(name: string, selects: boolean): JsonSchema {
  const schema = fixedSchema({ name });
  const { [DELETED_AT]: deletedAt, ...others } = changeColumns(streamNamed(name));
  const added = { ...others, ...(selects && deletedAt && { [DELETED_AT]: deletedAt }) };
  return { ...schema, properties: { ...schema.properties, ...added } };
}

let aheadMs = 0;
const realNow = Date.now;

/** The clock of this machine and of every sandbox. */
export function startClock(): void {
  aheadMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
}

/** Lets time pass. */
export function pass(ms: number): void {
  aheadMs += ms;
}

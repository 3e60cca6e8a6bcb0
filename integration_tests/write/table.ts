import type { Dice } from '../../sandbox/data/dice.ts';
import type { Json } from '../connector.ts';
import type { Account } from './account.ts';
import { pdf } from './load.ts';
import { type Incoming, row, state } from './program.ts';

/** A row or a state of a stream. */
export interface Entry {
  readonly stream: string;
  readonly line: string;
  /** Of a state. */
  readonly id?: number;
}

type Values = Record<string, unknown>;

const NOTHING: Readonly<Record<string, Values>> = {
  persons: {
    ...{ preferred_name: null, gender: null, position: null, weekly_working_hours: null, department: null, team: null },
    ...{ office: null, supervisor_email: null, status: 'ACTIVE' },
  },
  projects: {
    ...{ status: 'ACTIVE', description: null, client_name: null, billable: false, start: null, end: null },
  },
  project_members: {},
  attendance_periods: { end: null, comment: null, project_code: null },
  absence_periods: { ends_at: null, comment: null },
  documents: { size: null, comment: null, date: null },
};

const WORDS = ['Optics', 'Lens grinder', 'Späte Schicht', 'x', '“Quoted”, and more', 'Two\nlines'];

/** Tables of an invented company, changed and repeated at random, and what an account looks like that has taken them. */
export class Tables {
  readonly entries: Entry[] = [];
  readonly expected: Account = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, {}]));
  readonly streams: Incoming[] = [];
  /** The titles of documents. */
  readonly uploads = new Set<string>();
  readonly #dice: Dice;
  readonly #emails: string[];
  readonly #codes: string[];
  /** Streams whose rows only create: those that differ from what is there are rejected. */
  readonly #inserting = new Set<string>();
  /** Keys whose rows were deleted in the source. */
  readonly #deleted: string[] = [];
  #states = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#emails = Array.from({ length: dice.between(2, 6) }, (_, index) => `p${index}@sample.example`);
    this.#codes = Array.from({ length: dice.between(1, 3) }, (_, index) => `W-${index}`);
    this.#fill('persons', () => this.#people());
    if (dice.chance(0.6)) this.#fill('employments', () => this.#employments());
    if (dice.chance(0.8)) this.#fill('projects', () => this.#projects());
    if (dice.chance(0.6)) this.#fill('project_members', () => this.#members());
    if (dice.chance(0.7)) this.#fill('attendance_periods', () => this.#attendances());
    if (dice.chance(0.7)) this.#fill('absence_periods', () => this.#absences());
    if (dice.chance(0.7)) this.#fill('documents', () => this.#documents());
  }

  get hasProjects(): boolean {
    return this.streams.some(({ name }) => name === 'projects');
  }

  /** True for a natural key whose object was removed: a replay creates it again. */
  isRecreated(created: string): boolean {
    const withoutPerson = (key: string) => key.slice(key.indexOf('|'));
    return this.#deleted.some((key) => withoutPerson(key) === withoutPerson(created));
  }

  /** Rows in a random order of streams, or one after another; the order within a stream stays. */
  arranged(entries: readonly Entry[], dice: Dice): Entry[] {
    const queues = new Map<string, Entry[]>();
    for (const entry of entries) queues.set(entry.stream, [...(queues.get(entry.stream) ?? []), entry]);
    const arranged: Entry[] = [];
    const mixes = dice.chance(0.6);
    let current = '';
    while (queues.size > 0) {
      if (mixes || !queues.has(current)) current = dice.pick([...queues.keys()]);
      const queue = queues.get(current) ?? [];
      const [first] = queue.splice(0, 1);
      if (first) arranged.push(first);
      if (queue.length === 0) queues.delete(current);
    }
    return arranged;
  }

  #fill(stream: string, add: () => void): void {
    const isUpdate = stream === 'employments';
    if (['projects', 'attendance_periods', 'absence_periods'].includes(stream) && this.#dice.chance(0.2))
      this.#inserting.add(stream);
    this.streams.push({
      name: stream,
      mode: isUpdate ? 'update' : this.#inserting.has(stream) ? 'append' : 'append_dedup',
      ...(isUpdate && { key: ['person_email'] }),
    });
    add();
    this.#state(stream);
  }

  #state(stream: string): void {
    const id = ++this.#states;
    this.entries.push({ stream, line: state(stream, id), id });
  }

  /** A row that is accepted: what it gives is then there. */
  #take(stream: string, key: string, data: Values, given: Values): void {
    const dice = this.#dice;
    this.#add(stream, data);
    const object = stream === 'employments' ? 'persons' : stream;
    const rows = this.expected[object] ?? {};
    const isKept = this.#inserting.has(stream) && rows[key] !== undefined;
    if (!isKept) rows[key] = { ...NOTHING[object], ...rows[key], ...given };
    this.expected[object] = rows;
    if (dice.chance(0.15)) this.#add(stream, data);
    if (stream === 'attendance_periods' && dice.chance(0.08)) {
      this.#add(stream, { ...data, _ab_cdc_deleted_at: '2026-11-01T00:00:00Z' });
      this.#deleted.push(key);
      delete rows[key];
    }
    if (dice.chance(0.15)) this.#state(stream);
    if (dice.chance(0.12)) this.#invalid(stream);
  }

  #add(stream: string, data: Values): void {
    // Nulls of every kind of runner, and columns of the protocol.
    const nulls = this.#dice.chance(0.2) ? { comment: null, _airbyte_raw_id: 'r', unknown_column: 'u' } : {};
    this.entries.push({ stream, line: row(stream, { ...nulls, ...data } as Json) });
  }

  /** A row that is rejected, always. */
  #invalid(stream: string): void {
    const dice = this.#dice;
    const bad: Record<string, readonly Values[]> = {
      persons: [
        { first_name: 'No', last_name: 'Key' },
        { email: 'nameless@sample.example', first_name: 'Nameless' },
        { email: 'bad@sample.example', first_name: 'B', last_name: 'B', weekly_working_hours: 'many' },
        { email: 'lost@sample.example', first_name: 'L', last_name: 'L', department: 'No such department' },
        { email: 'led@sample.example', first_name: 'L', last_name: 'L', supervisor_email: 'nobody@sample.example' },
      ],
      employments: [{ person_email: 'nobody@sample.example', position: 'None' }],
      projects: [{ project_code: 'W-9' }, { project_code: 'W-8', name: 'E', start: '2026-02-02', end: '2026-01-01' }],
      project_members: [{ project_code: 'W-77', person_email: this.#emails[0] }, { project_code: 'W-0' }],
      attendance_periods: [
        { person_email: 'nobody@sample.example', type: 'WORK', start: '2026-03-01T08:00:00' },
        { person_email: this.#emails[0], type: 'WORK', start: '2026-03-01T08:00:00', end: '2026-03-01T07:00:00' },
        { person_email: this.#emails[0], type: 'NAP', start: '2026-03-01T08:00:00', end: '2026-03-01T09:00:00' },
      ],
      absence_periods: [
        { person_email: this.#emails[0], absence_type: 'None such', starts_from: '2026-03-01', ends_at: '2026-03-02' },
        { person_email: this.#emails[0], absence_type: 'Urlaub', starts_from: '2026-03-09', ends_at: '2026-03-02' },
      ],
      documents: [
        { person_email: this.#emails[0], category: 'None such', title: 'T', content: pdf('x'), file_name: 't.pdf' },
        { person_email: this.#emails[0], category: 'Contracts', title: 'T', content: '§', file_name: 't.pdf' },
        { person_email: this.#emails[0], category: 'Contracts', title: 'T', content: pdf('x'), file_name: 't.exe' },
      ],
    };
    const choices = bad[stream];
    if (choices) this.#add(stream, dice.pick(choices));
  }

  /** Some of these members, each with one of its values. */
  #some(choices: Readonly<Record<string, readonly unknown[]>>, probability = 0.4): Values {
    const chosen = Object.entries(choices).filter(() => this.#dice.chance(probability));
    return Object.fromEntries(chosen.map(([name, values]) => [name, this.#dice.pick(values)]));
  }

  /** Each of them once, and some again, changed: in any order. */
  #repeated<T>(things: readonly T[]): T[] {
    const dice = this.#dice;
    const all = [...things, ...things.filter(() => dice.chance(0.25))];
    return all.sort(() => dice.next() - 0.5);
  }

  #spelled(email: string): string {
    return this.#dice.chance(0.2) ? email.toUpperCase() : email;
  }

  #people(): void {
    const dice = this.#dice;
    const seen = new Set<string>();
    for (const email of this.#repeated(this.#emails)) {
      const isNew = !seen.has(email);
      seen.add(email);
      const given: Values = {
        ...(isNew || dice.chance(0.5) ? { first_name: dice.pick(['Ada', 'Bo', 'Çelik']), last_name: 'Sample' } : {}),
        ...this.#some({
          preferred_name: WORDS,
          gender: ['MALE', 'FEMALE', 'DIVERSE'],
          position: WORDS,
          department: ['Engineering', 'Vertrieb'],
          team: ['Firmware', 'Mirror coating'],
          office: ['Jena', 'Porto'],
        }),
      };
      const supervisor = dice.pick(this.#emails);
      const led = supervisor !== email && dice.chance(0.5) ? { supervisor_email: supervisor } : {};
      const spelled = Object.fromEntries(Object.entries(led).map(([name, value]) => [name, this.#spelled(value)]));
      this.#take('persons', email, { email: this.#spelled(email), ...given, ...spelled }, { ...given, ...led });
    }
  }

  #employments(): void {
    for (const email of this.#repeated(this.#emails.filter(() => this.#dice.chance(0.6)))) {
      const given = { weekly_working_hours: this.#dice.pick([10, 38.5, 40]) };
      this.#take('employments', email, { person_email: this.#spelled(email), ...given }, given);
    }
  }

  #projects(): void {
    for (const code of this.#repeated(this.#codes)) {
      const given: Values = {
        name: `Project ${code}`,
        ...this.#some({
          description: WORDS,
          client_name: ['Client One', 'Client Two'],
          billable: [true, false],
          start: ['2026-01-01', '2026-02-01'],
          end: ['2026-12-01', '2027-01-01'],
        }),
      };
      this.#take('projects', code, { project_code: code, ...given }, given);
    }
  }

  #members(): void {
    if (!this.hasProjects) return;
    const pairs = this.#codes.flatMap((code) => this.#emails.map((email) => [code, email] as const));
    for (const [code, email] of this.#repeated(pairs.filter(() => this.#dice.chance(0.4))))
      this.#take('project_members', `${code}|${email}`, { project_code: code, person_email: this.#spelled(email) }, {});
  }

  #attendances(): void {
    const dice = this.#dice;
    const slots = this.#emails.flatMap((email) =>
      [1, 2, 3].flatMap((day) => [8, 13].map((hour) => [email, day, hour] as const)),
    );
    const days = this.#repeated(slots.filter(() => dice.chance(0.4)));
    for (const [email, day, hour] of days) {
      const type = day === 3 ? 'BREAK' : 'WORK';
      const start = `2026-10-0${day}T${String(hour).padStart(2, '0')}:00`;
      const given: Values = {
        end: `2026-10-0${day}T${String(hour + dice.between(1, 4)).padStart(2, '0')}:30`,
        ...this.#some({ comment: WORDS }),
        ...(type === 'WORK' && this.hasProjects && dice.chance(0.3) ? { project_code: dice.pick(this.#codes) } : {}),
      };
      const data = { person_email: this.#spelled(email), type, start: `${start}:00`, ...given };
      const key = `${email}|${type}|${start}`;
      this.#take('attendance_periods', key, data, given);
    }
  }

  #absences(): void {
    const dice = this.#dice;
    const slots = this.#emails.flatMap((email) => [10, 17, 24].map((day) => [email, day] as const));
    for (const [email, day] of this.#repeated(slots.filter(() => dice.chance(0.4)))) {
      const type = day === 17 ? 'Krankheit' : 'Urlaub';
      const given: Values = { ends_at: `2026-11-${day + dice.between(0, 4)}`, ...this.#some({ comment: WORDS }) };
      const data = { person_email: this.#spelled(email), absence_type: type, starts_from: `2026-11-${day}`, ...given };
      this.#take('absence_periods', `${email}|${type}|2026-11-${day}`, data, given);
    }
  }

  #documents(): void {
    const dice = this.#dice;
    const titles = ['Contract', 'Certificate “Ö”', 'Note'].flatMap((title) =>
      this.#emails.map((email) => [title, email] as const),
    );
    for (const [title, email] of this.#repeated(dice.some(titles, dice.between(1, 3)))) {
      this.uploads.add(title);
      const category = title === 'Contract' ? 'Contracts' : 'Certificates';
      const content = pdf(`${title} ${email}`);
      const given: Values = this.#some({ comment: ['First', 'Second'], date: ['2026-01-01', '2026-02-02'] });
      const data = { person_email: this.#spelled(email), category, title, content, file_name: 'file.pdf', ...given };
      const size = Buffer.from(content, 'base64').length;
      this.#take('documents', `${email}|${category}|${title}`, data, { size, ...given });
    }
  }
}

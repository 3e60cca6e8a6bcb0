import type { Account } from '../data/account.ts';
import { tell } from '../data/changes.ts';
import type { Happening } from '../data/events.ts';
import type { KindStream } from '../data/kinds.ts';
import { removeRows } from '../data/removal.ts';
import type { Fact } from '../data/table.ts';
import type { Answer } from '../http/answer.ts';
import type { Form } from '../http/multipart.ts';
import { Problem } from '../http/problem.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { problem, type Service } from '../resources/services.ts';
import type { PathValues, View } from '../resources/view.ts';
import { jsonIn, Members } from './members.ts';

/** A call that changes the account. */
export interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly stream: string;
  /** In `rights`. */
  readonly right: string;
  readonly service: Service;
  /** In the new spelling and in the old one. */
  readonly scopes: readonly [string, string];
  /** The name of its bucket; that of the stream by default. */
  readonly bucket?: string;
  /** The parameters that it takes. */
  readonly parameters?: readonly string[];
  readonly run: (writing: Writing) => Answer;
}

/** What was sent. */
export interface Sent {
  readonly path: PathValues;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly form: Form | undefined;
  readonly contentType: string;
}

export interface Done {
  readonly id: string;
  readonly key: string;
  readonly created?: boolean;
  readonly changed?: boolean;
  /** What else the answer to a create says. */
  readonly more?: JsonObject;
}

/** A write under way: what was sent, where it goes, and how it is answered. */
export class Writing {
  readonly account: Account;
  readonly settings: Settings;
  readonly sent: Sent;
  readonly #service: Service;
  readonly #record: (done: Done, body: Json | undefined) => void;
  #json: Json | undefined;

  constructor(
    account: Account,
    settings: Settings,
    sent: Sent,
    service: Service,
    record: (done: Done, body: Json | undefined) => void,
  ) {
    this.account = account;
    this.settings = settings;
    this.sent = sent;
    this.#service = service;
    this.#record = record;
  }

  /** For rows. */
  get view(): View {
    const { account, settings } = this;
    return { account, settings, origin: '', path: {}, parameters: new Map(), released: true, single: true };
  }

  /** Seconds. */
  get now(): number {
    return this.account.clock();
  }

  /** The body, once what the path names has been found. */
  json(): Json {
    this.#json ??= jsonIn(this.sent.body, this.sent.contentType);
    return this.#json;
  }

  members(): Members {
    const json = this.json();
    if (!isObject(json)) throw problem(this.#service, 400, 'An object is expected.');
    return new Members(json, this.#service, this.settings);
  }

  refuse(status: number, detail: string): Problem {
    return new Problem({ status, detail });
  }

  /** What every new fact has; nothing about it is invented. */
  fresh(serial: number): Fact & { readonly created: number } {
    const { now } = this;
    return { serial, created: now, updated: now, revision: 0, removed: false, postedAt: Date.now() };
  }

  tell(happening: Happening, stream: KindStream, facts: Fact[]): void {
    tell(this.account, { [happening]: { [stream]: facts } }, this.now, this.settings.disputed);
  }

  /** Stores values in a fact. Tells whether its row differs then. */
  change<F extends Fact>(
    stream: KindStream,
    fact: F,
    row: (fact: F, view: View) => JsonObject,
    values: object,
  ): boolean {
    const before = JSON.stringify(row(fact, this.view));
    Object.assign(fact, values);
    const changed = JSON.stringify(row(fact, this.view)) !== before;
    if (changed || this.settings.disputed.idlePatch === 'touches') this.touch(stream, fact);
    return changed;
  }

  touch(stream: KindStream, fact: Fact): void {
    fact.updated = this.now;
    this.tell('updated', stream, [fact]);
  }

  remove(stream: KindStream, facts: Fact[]): void {
    const removed = removeRows(this.account, { [stream]: facts }, this.now, this.settings.disputed);
    tell(this.account, removed, this.now, this.settings.disputed);
  }

  record(done: Done): void {
    this.#record(done, this.#json);
  }

  created(done: Done): Answer {
    this.record({ ...done, created: true });
    const { id, more } = done;
    const { created } = this.settings.disputed;
    const json: JsonObject = created === 'wrapped' ? { _data: { id, ...more } } : { id, ...more };
    return { status: 201, headers: { 'content-type': 'application/json' }, json };
  }

  done(done: Done): Answer {
    this.record(done);
    return { status: 204, headers: {} };
  }
}

/** Without members that were not sent. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

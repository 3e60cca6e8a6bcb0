import { onTestFinished } from 'vitest';
import type { Json, JsonObject } from './json.ts';
import { type GivenOptions, type Sandbox, startSandbox } from './server.ts';
import type { Months } from './truth.ts';

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** The current time of the tests' accounts. */
export const NOW = new Date('2026-02-11T09:00:00Z');

/** A sandbox without limits that ends with its test, and a client that is logged in. */
export async function started(options: GivenOptions = {}): Promise<{ sandbox: Sandbox; client: TestClient }> {
  const sandbox = await startSandbox({ now: NOW, ...options, limits: { on: false, ...options.limits } });
  onTestFinished(() => sandbox.close());
  const client = new TestClient(sandbox);
  await client.logIn();
  return { sandbox, client };
}

/** A minimal client for the tests of the sandbox. */
export class TestClient {
  readonly sandbox: Sandbox;
  #token = '';

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  async logIn(more: Record<string, string> = {}): Promise<Got> {
    const { client_id, client_secret } = this.sandbox.config;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, ...more });
    const got = await read(await fetch(`${this.sandbox.url}/v2/auth/token`, { method: 'POST', body }));
    if (got.status === 200) this.#token = String(got.body.access_token);
    return got;
  }

  async get(target: string, headers: Record<string, string> = {}): Promise<Got> {
    return await read(await this.fetch(target, headers));
  }

  async fetch(target: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
    const url = new URL(target, this.sandbox.url);
    const beta = url.pathname.startsWith('/v2/recruiting/') ? { beta: 'true' } : {};
    return await fetch(url, { ...init, headers: { authorization: `Bearer ${this.#token}`, ...beta, ...headers } });
  }

  async send(method: string, target: string, body?: Json): Promise<Got> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return await read(await this.fetch(target, type, { method, ...init }));
  }

  /** Creates something and returns its id. */
  async create(target: string, body: Json): Promise<string> {
    const got = await this.send('POST', target, body);
    if (got.status !== 201) throw new Error(`${got.status} for ${target}: ${JSON.stringify(got.body)}`);
    return String(got.body.id);
  }

  async upload(
    fields: Readonly<Record<string, string>>,
    content: string | Uint8Array<ArrayBuffer>,
    name: string,
  ): Promise<Got> {
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.set(field, value);
    body.set('file', new Blob([content]), name);
    return await read(await this.fetch('/v1/company/documents', {}, { method: 'POST', body }));
  }

  /** Follows the next links of a list to its end. */
  async all(target: string): Promise<JsonObject[]> {
    const rows: JsonObject[] = [];
    for (let next: string | undefined = target; next !== undefined; ) {
      const got: Got = await this.get(next);
      if (got.status !== 200) throw new Error(`${got.status} for ${next}: ${JSON.stringify(got.body)}`);
      rows.push(...dataOf(got));
      next = nextOf(got);
    }
    return rows;
  }

  /** Reads all lists of a stream to their end, in pages of seven, using the paging of its API. */
  async stream(name: string, months: Months = {}): Promise<JsonObject[]> {
    const rows: JsonObject[] = [];
    for (const target of this.sandbox.targets(name, months)) {
      rows.push(...(target.startsWith('/v1/') ? await this.v1(target, name) : await this.all(limited(target))));
    }
    return rows;
  }

  /** Counts pages or records, as the stream does; unpaged lists come in one response. */
  async v1(target: string, name: string, limit = 7): Promise<JsonObject[]> {
    const step = V1_STEPS[name];
    const rows: JsonObject[] = [];
    const first = step === 'pages' ? 1 : 0;
    for (let count = first; ; count++) {
      const offset = step === 'records' ? count * limit : count;
      const page = step === undefined ? target : `${limited(target, limit)}&offset=${offset}`;
      const got = await this.get(page);
      if (got.status !== 200 || got.body.success !== true)
        throw new Error(`${got.status} for ${page}: ${JSON.stringify(got.body)}`);
      const data = got.body.data as unknown as JsonObject[];
      rows.push(...data);
      if (step === undefined || data.length < limit) return rows;
    }
  }

  async ids(target: string): Promise<string[]> {
    return (await this.all(target)).map(idOf);
  }
}

/** What v1's `offset` counts. */
const V1_STEPS: Readonly<Record<string, 'pages' | 'records'>> = {
  employees: 'records',
  attendances: 'records',
  time_off_types: 'records',
  time_offs: 'pages',
  hourly_absence_periods: 'pages',
};

function limited(target: string, limit = 7): string {
  return `${target}${target.includes('?') ? '&' : '?'}limit=${limit}`;
}

export function dataOf({ body }: Got): JsonObject[] {
  return body._data as unknown as JsonObject[];
}

export function nextOf({ body }: Got): string | undefined {
  const meta = body._meta as { links: { next?: { href: string } | string | null } | null } | undefined;
  const next = meta?.links?.next;
  return typeof next === 'string' ? next : next?.href;
}

/** The detail of the first error in a problem. */
export function detailOf({ body }: Got): string | undefined {
  return (body.errors as { detail?: string }[] | undefined)?.[0]?.detail;
}

/** Project members have the id of the person. */
export function idOf(row: JsonObject): string {
  return String(row.id ?? (row.person as JsonObject).id ?? '');
}

async function read(response: Response): Promise<Got> {
  const text = await response.text();
  const body = /^[{[]/.test(text) ? (JSON.parse(text) as Json) : {};
  return { status: response.status, headers: response.headers, body: body as JsonObject };
}

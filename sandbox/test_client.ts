import type { Json, JsonObject } from './json.ts';
import type { Sandbox } from './server.ts';

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** The plainest client there can be, for the tests of the sandbox. */
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
    const url = new URL(target, this.sandbox.url);
    return await read(await fetch(url, { headers: { authorization: `Bearer ${this.#token}`, ...headers } }));
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

  async ids(target: string): Promise<string[]> {
    return (await this.all(target)).map(idOf);
  }
}

export function dataOf({ body }: Got): JsonObject[] {
  return body._data as unknown as JsonObject[];
}

export function nextOf({ body }: Got): string | undefined {
  const meta = body._meta as { links: { next?: { href: string } } } | undefined;
  return meta?.links.next?.href;
}

/** The detail of the first error of a problem. */
export function detailOf({ body }: Got): string | undefined {
  return (body.errors as { detail?: string }[] | undefined)?.[0]?.detail;
}

/** Project members have the id of the person. */
export function idOf(row: JsonObject): string {
  return String(row.id ?? (row.person as JsonObject).id ?? '');
}

async function read(response: Response): Promise<Got> {
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Json) : {};
  return { status: response.status, headers: response.headers, body: body as JsonObject };
}

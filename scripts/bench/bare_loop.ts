// What the connector is measured against: a loop that does the same work and nothing else. It asks for the same lists,
// accepts gzip, and prints the same records, with their reference columns and typed columns. It leaves out what makes a
// sync safe: retries, pace, state, selection, privacy, the check against the schema, repeats, and any doubt about what the
// server sends. It reads the lists of its plan (a JSON file, argument 1).
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Agent } from 'undici';

export interface BarePlan {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly concurrency: number;
  readonly streams: Readonly<Record<string, BareStream>>;
  readonly lists: readonly List[];
}

/** What the records of a stream have in addition to Personio's members. */
export interface BareStream {
  readonly references: readonly {
    readonly column: string;
    readonly member: string;
    readonly type?: string;
    readonly key?: string;
  }[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly keyParts: readonly string[];
  /** The columns of custom attributes by id, with their types. */
  readonly columns: Readonly<Record<string, { readonly name: string; readonly type: string }>>;
}

interface List {
  readonly stream: string;
  readonly target: string;
  readonly adds: Row;
  /** Its first page shows that it is read in parts. */
  readonly isHalved: boolean;
  readonly isPrinted: boolean;
}

type Row = Record<string, unknown>;

interface Page {
  readonly _data: readonly Row[];
  readonly _meta?: { readonly links?: { readonly next?: { readonly href: string } } };
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BarePlan;
const agent = new Agent({ connections: plan.concurrency });

function send(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    agent.dispatch(
      { origin: plan.url, path, method, headers, body: body ?? null },
      {
        onRequestStart() {},
        onResponseStart(_, status) {
          if (status !== 200) reject(new Error(`${status} for ${path}`));
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const bytes = Buffer.concat(chunks);
          resolve(JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()));
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

async function logIn(): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: plan.clientId, client_secret: plan.clientSecret };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send('POST', '/v2/auth/token', headers, new URLSearchParams(form).toString());
  return (answer as { access_token: string }).access_token;
}

/** Makes a record of the row. */
function complete(row: Row, { references, renamed, keyParts, columns }: BareStream, adds: Row): Row {
  row._meta = undefined;
  for (const name in renamed) {
    row[renamed[name] as string] = row[name];
    row[name] = undefined;
  }
  for (const { id, value } of (row.custom_attributes ?? []) as Row[]) {
    const column = columns[String(id)];
    if (column) row[column.name] = typed(value, column.type);
  }
  for (const name in adds) row[name] ??= adds[name];
  for (const { column, member, type, key } of references) {
    if (row[member] === undefined) continue;
    const id = idOf(row[member], type);
    row[column] = id;
    if (key !== undefined) row[key] = id === null ? null : `${type ?? row.type}:${id}`;
  }
  if (keyParts.length > 0) row.record_key ??= keyParts.map((name) => row[name]).join(':');
  return row;
}

function typed(value: unknown, type: string): unknown {
  if (typeof value !== 'string' || type === 'string') return value;
  if (value === '') return null;
  return type === 'boolean' ? value === 'true' : Number(value);
}

function idOf(value: unknown, type: string | undefined): unknown {
  if (type !== undefined) return (value as Row[]).find((each) => each.type === type)?.id ?? null;
  return typeof value === 'object' ? ((value as Row | null)?.id ?? null) : value;
}

let room: Promise<unknown> | undefined;

async function print({ stream, adds }: List, { _data }: Page): Promise<void> {
  const head = `{"type":"RECORD","record":{"stream":"${stream}","data":`;
  const tail = `,"emitted_at":${Date.now()}}}\n`;
  const own = plan.streams[stream] as BareStream;
  let text = '';
  for (const row of _data) text += head + JSON.stringify(complete(row, own, adds)) + tail;
  if (text !== '' && !process.stdout.write(text)) {
    room ??= once(process.stdout, 'drain').finally(() => {
      room = undefined;
    });
  }
  await room;
}

const headers = { authorization: `Bearer ${await logIn()}`, accept: 'application/json', 'accept-encoding': 'gzip' };
const lists = plan.lists.values();
await Promise.all(
  Array.from({ length: plan.concurrency }, async () => {
    for (const list of lists) {
      for (let next: string | undefined = list.target; next !== undefined; ) {
        const page = (await send('GET', next, headers)) as Page;
        if (list.isPrinted && !list.isHalved) await print(list, page);
        next = list.isHalved ? undefined : page._meta?.links?.next?.href.replace(plan.url, '');
      }
    }
  }),
);
await agent.destroy();

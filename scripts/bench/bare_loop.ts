// What the connector is measured against: a loop that pages, parses and prints, and does nothing else. No retries, no
// pace, no state, no schema. It reads the lists of its plan (a JSON file, argument 1), as many at once
// as that says.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

export interface BarePlan {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly concurrency: number;
  readonly lists: readonly List[];
}

interface List {
  readonly stream: string;
  readonly target: string;
  /** Its first page shows that it is read in parts. */
  readonly isHalved: boolean;
  readonly isPrinted: boolean;
}

interface Page {
  readonly _data: readonly unknown[];
  readonly _meta?: { readonly links?: { readonly next?: { readonly href: string } } };
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BarePlan;
const agent = new Agent({ connections: plan.concurrency });
let token = '';

async function logIn(): Promise<void> {
  const form = { grant_type: 'client_credentials', client_id: plan.clientId, client_secret: plan.clientSecret };
  const { body } = await request(`${plan.url}/v2/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    dispatcher: agent,
  });
  ({ access_token: token } = (await body.json()) as { access_token: string });
}

async function get(target: string): Promise<Page> {
  const { statusCode, body } = await request(new URL(target, plan.url), {
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    dispatcher: agent,
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${statusCode} for ${target}`);
  return JSON.parse(text) as Page;
}

let room: Promise<unknown> | undefined;

async function print(stream: string, { _data }: Page): Promise<void> {
  const head = `{"type":"RECORD","record":{"stream":"${stream}","data":`;
  const tail = `,"emitted_at":${Date.now()}}}\n`;
  let text = '';
  for (const row of _data) text += head + JSON.stringify(row) + tail;
  if (text !== '' && !process.stdout.write(text)) {
    room ??= once(process.stdout, 'drain').finally(() => {
      room = undefined;
    });
  }
  await room;
}

await logIn();
const lists = plan.lists.values();
await Promise.all(
  Array.from({ length: plan.concurrency }, async () => {
    for (const { stream, target, isHalved, isPrinted } of lists) {
      for (let next: string | undefined = target; next !== undefined; ) {
        const page: Page = await get(next);
        if (isPrinted && !isHalved) await print(stream, page);
        next = isHalved ? undefined : page._meta?.links?.next?.href;
      }
    }
  }),
);
await agent.destroy();

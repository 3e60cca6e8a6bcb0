import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChangeOptions } from '../data/change.ts';
import type { GivenSettings } from '../options.ts';
import type { Sandbox } from '../server.ts';
import type { Months } from '../truth.ts';
import { readBody, write } from './answer.ts';

export const CONTROL = '/_sandbox/';

type Control = (sandbox: Sandbox, query: URLSearchParams, body: unknown) => unknown;

/** What other processes may ask of the sandbox itself; no token is needed. */
const CONTROLS: Readonly<Record<string, Control>> = {
  'GET truth': (sandbox, query) => {
    const truth = sandbox.truth(monthsIn(query));
    if (query.get('ids') !== 'false') return truth;
    return Object.fromEntries(Object.entries(truth).map(([stream, { count }]) => [stream, { count }]));
  },
  'GET rows': (sandbox, query) => sandbox.rows(query.get('stream') ?? '', monthsIn(query)),
  'POST change': (sandbox, _query, body) => sandbox.change((body ?? {}) as ChangeOptions),
  'GET requests': (sandbox) => sandbox.summary(),
  'GET log': (sandbox) => sandbox.requests,
  'POST reset-requests': (sandbox) => {
    sandbox.resetRequests();
    return {};
  },
  'GET settings': (sandbox) => sandbox.settings,
  'POST settings': (sandbox, _query, body) => {
    sandbox.configure((body ?? {}) as GivenSettings);
    return sandbox.settings;
  },
};

/** Answers a request to `/_sandbox/…`. */
export async function control(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', sandbox.url);
  const name = `${request.method} ${url.pathname.slice(CONTROL.length)}`;
  const found = CONTROLS[name];
  if (found === undefined) {
    return reply(response, 404, { error: `No ${name} here. There are: ${Object.keys(CONTROLS).join(', ')}.` });
  }
  try {
    const text = await readBody(request);
    reply(response, 200, found(sandbox, url.searchParams, text === '' ? undefined : JSON.parse(text)));
  } catch (error) {
    reply(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  write(response, status, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(value, null, 1)));
}

function monthsIn(query: URLSearchParams): Months {
  const names = ['from', 'to', 'holidaysFrom', 'holidaysTo'];
  const streams = query.get('streams')?.split(',');
  const months = Object.fromEntries([...query].filter(([name]) => names.includes(name)));
  return streams === undefined ? months : { ...months, streams };
}

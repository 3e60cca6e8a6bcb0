import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, write } from './answer.ts';

export const CONTROL = '/_sandbox/';

/** What other processes may ask the sandbox itself, by method and name, without a token. */
export type Controls = Readonly<Record<string, (query: URLSearchParams, body: unknown) => unknown>>;

/** Answers a request to `/_sandbox/…`. */
export async function control(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const name = `${request.method} ${url.pathname.slice(CONTROL.length)}`;
  const found = controls[name];
  if (found === undefined) {
    return reply(response, 404, { error: `There is no ${name} here. Available: ${Object.keys(controls).join(', ')}.` });
  }
  try {
    const text = await readBody(request);
    reply(response, 200, found(url.searchParams, text === '' ? undefined : JSON.parse(text)));
  } catch (error) {
    reply(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  write(response, status, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(value, null, 1)));
}

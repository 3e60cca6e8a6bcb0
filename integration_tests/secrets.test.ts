import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { allStreams } from '../src/streams/index.ts';
import { file } from './connector.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Each piece is searched for separately: half a secret is a leak, too. */
const PIECE_LENGTH = 12;
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
/** The characters between the pieces of a secret: all that are written differently in JSON, URLs, forms or HTML. */
const NASTY = [
  '+',
  '/',
  '=',
  '"',
  '\\',
  "'",
  'ü',
  'ß€',
  '\n',
  ' ',
  '%',
  '%2B',
  '&',
  '<b>',
  '\\n',
  '😀',
  '\t',
  ';',
  '$$',
  '$&',
];
/** What a header can contain. */
const NASTY_IN_HEADERS = ['+', '/', '=', '"', '\\', "'", '-', '~', '%', '%2B', '&', '<b>', '\\n', ';', '$&', '.'];

const LONGEST_RUN_MS = 15_000;

/** Made-up people: what a server says about them in an error must not be repeated. */
const PEOPLE = ['Kunigunde Quastenflosser', 'kunigunde.quastenflosser@privat.example', 'DE89370400440532013000'];

class Secret {
  readonly text: string;
  readonly pieces: readonly string[];

  constructor(dice: Dice, nasty: readonly string[], count: number) {
    const letter = () => dice.pick([...LETTERS]);
    this.pieces = Array.from({ length: count }, () => Array.from({ length: PIECE_LENGTH }, letter).join(''));
    this.text = this.pieces.map((piece) => `${piece}${dice.pick(nasty)}`).join('') + letter();
  }

  /** The ways in which a server might repeat it. */
  get spellings(): string[] {
    const { text } = this;
    return [
      text,
      JSON.stringify(text),
      encodeURIComponent(text),
      new URLSearchParams({ text }).toString(),
      Buffer.from(text).toString('base64'),
      Buffer.from(`x${text}`).toString('base64'),
      Buffer.from(`id:${text}y`).toString('base64url'),
    ];
  }
}

/** Where a text can be found: as it is (so are pieces in JSON and URLs, on purpose), or in base64 at any offset. */
function traces(text: string): string[] {
  const encoded = (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((offset) => {
      const whole = Buffer.from('\0'.repeat(offset) + text).toString(encoding);
      // The ends depend on the neighbours.
      return whole.slice([0, 2, 3][offset], Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6));
    }),
  );
  return [text, ...encoded];
}

interface Server {
  readonly origin: string;
  readonly clientId: Secret;
  readonly clientSecret: Secret;
  readonly token: Secret;
  /** Everything that must not be repeated, in every spelling. */
  readonly gossip: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse, server: Server) => void;

/** What the server does at the login and afterwards; `undefined` is normal behaviour. */
interface Scenario {
  readonly login?: Handler;
  readonly page?: Handler;
  readonly env?: Readonly<Record<string, string>>;
  /** In addition to what the server knows. */
  readonly config?: (server: Server) => object;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const goodLogin: Handler = (_, response, { token }) =>
  json(response, 200, { access_token: token.text, token_type: 'Bearer', expires_in: 3600, scope: '' });

const goodPage: Handler = (_, response) => json(response, 200, { _data: [{ id: '1' }] });

const problem =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (_, response, { gossip }) =>
    json(
      response,
      status,
      {
        error: gossip,
        error_description: gossip,
        timestamp: gossip,
        personio_trace_id: gossip,
        errors: [
          { type: `https://developer.personio.de/${encodeURIComponent(gossip)}#x`, title: gossip, detail: gossip },
        ],
      },
      headers,
    );

const text =
  (status: number, type: string): Handler =>
  (_, response, { gossip }) => {
    response.writeHead(status, { 'content-type': type }).end(`<html><p>${gossip}</p></html>`);
  };

const redirect =
  (to: (server: Server) => string): Handler =>
  (_, response, server) => {
    response.writeHead(302, { location: to(server) }).end(server.gossip);
  };

/** Speaks no HTTP. */
const raw =
  (write: (server: Server) => string): Handler =>
  (request, _, server) => {
    request.socket.end(write(server));
  };

const nextLink =
  (link: (server: Server) => string): Handler =>
  (request, response, server) => {
    if (request.url?.includes('cursor=')) return problem(500)(request, response, server);
    json(response, 200, { _data: [{ id: '1' }], _meta: { links: { next: { href: link(server) } } } });
  };

const echoed = ({ token, clientSecret }: Server) => encodeURIComponent(token.text + clientSecret.text);

const answers: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 409, 412, 422, 429, 500, 503].map((status) => [`a problem with ${status}`, problem(status)]),
  ),
  'a Retry-After that is not a time': problem(429, { 'retry-after': PEOPLE.join(' ') }),
  'HTML with 200': text(200, 'text/html'),
  'HTML with 502': text(502, 'text/html'),
  'text that calls itself JSON': text(200, 'application/json'),
  'JSON of another shape': (_, response, { gossip }) => json(response, 200, { [gossip]: gossip, _data: [gossip] }),
  'a JSON text': (_, response, { gossip }) => json(response, 200, gossip),
  'truncated JSON': (_, response, { gossip }) => {
    response.writeHead(200).end(JSON.stringify({ _data: [], access_token: gossip }).slice(0, -2));
  },
  'a wrong content encoding': (_, response, { gossip }) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gossip);
  },
  'a redirect to another origin': redirect((server) => `http://elsewhere.example/?secret=${echoed(server)}`),
  'a redirect to itself': redirect((server) => `${server.origin}/v2/persons?secret=${echoed(server)}`),
  'a redirect with a user': redirect(
    (server) => `${server.origin.replace('//', `//me:${echoed(server)}@`)}/v2/persons`,
  ),
  'a redirect to nowhere': redirect((server) => `http://[${echoed(server)}`),
  'no HTTP': raw(({ gossip }) => gossip),
  'a bad header': raw(({ gossip }) => `HTTP/1.1 200 OK\r\nbad ${gossip}\r\n\r\n`),
  'a bad status line': raw(({ gossip }) => `HTTP/1.1 abc ${gossip}\r\n\r\n`),
  'a bad chunk': raw(({ gossip }) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${gossip}`),
};

const scenarios: Readonly<Record<string, Scenario>> = {
  'all goes well': {},
  ...Object.fromEntries(Object.entries(answers).map(([name, login]) => [`the login answers with ${name}`, { login }])),
  ...Object.fromEntries(Object.entries(answers).map(([name, page]) => [`a page is ${name}`, { page }])),
  'the next link is on another host': { page: nextLink((server) => `https://elsewhere.example/?t=${echoed(server)}`) },
  'the next link is not an address': { page: nextLink((server) => `http://[${echoed(server)}`) },
  'the next link holds the token': {
    page: nextLink((server) => `/v2/persons?cursor=1&access_token=${echoed(server)}`),
  },
  'the next link leads to itself': {
    page: (request, response, server) =>
      json(response, 200, {
        _data: [],
        _meta: { links: { next: { href: `${request.url?.split('?')[0]}?cursor=1&access_token=${echoed(server)}` } } },
      }),
  },
  'the token cannot be sent': {
    login: (_, response, { token }) =>
      json(response, 200, { access_token: `${token.text}\r\nx: ${token.text}ü€`, expires_in: 3600 }),
  },
  'the token is long': {
    login: (_, response, { token }) => json(response, 200, { access_token: token.text.repeat(300), expires_in: 3600 }),
    page: problem(403),
  },
  'a failing login is tried again': { login: text(503, 'text/html'), config: () => ({ retry_seconds: 2 }) },
  'a failing page is tried again': { page: text(200, 'text/html'), config: () => ({ retry_seconds: 2 }) },
  'nobody listens': { config: () => ({ api_url: 'http://127.0.0.1:1' }) },
  'the address holds a password': {
    config: ({ origin, clientSecret }) => ({
      api_url: origin.replace('//', `//me:${encodeURIComponent(clientSecret.text)}@`),
    }),
    page: problem(500),
  },
  'the address is invalid': { config: ({ clientSecret }) => ({ api_url: `ftp://${clientSecret.text}` }) },
  'the secret is in the wrong field': {
    config: ({ clientSecret }) => ({ start_date: clientSecret.text, partner_id: clientSecret.text }),
  },
  'there is no TLS': { config: ({ origin }) => ({ api_url: origin.replace('http:', 'https:') }) },
};

interface Result {
  readonly bytes: string;
  readonly files: string;
  readonly output: string;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'source-personio-secrets-'));
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN_MS);
  await once(child, 'close');
  clearTimeout(limit);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
  const text = Buffer.concat(output).toString('utf8');
  return { bytes: text + files, files, output: text };
}

/** The first places where something secret can be found, with its context. */
function leaks({ bytes }: Result, words: readonly string[]): string[] {
  const found = words.flatMap((word) =>
    traces(word).flatMap((trace) => {
      const at = bytes.indexOf(trace);
      return at < 0 ? [] : [`${word} in …${bytes.slice(Math.max(0, at - 100), at + 30)}…`];
    }),
  );
  return found.length > 3 ? [...found.slice(0, 2), `and ${found.length - 2} more`] : found;
}

async function serve(scenario: Scenario, seed: number): Promise<{ server: Server; close: () => void }> {
  const dice = new Dice(99, seed);
  const size = dice.pick([2, 3, 5, 200]);
  const clientId = new Secret(dice, NASTY, 2);
  const clientSecret = new Secret(dice, NASTY, size);
  const token = new Secret(dice, NASTY_IN_HEADERS, dice.pick([2, 4, 60]));
  const gossip = [...PEOPLE, ...[clientId, clientSecret, token].flatMap(({ spellings }) => spellings)].join(' ');
  let server: Server | undefined;
  const http = createServer((request, response) => {
    request.resume();
    const isLogin = request.url?.endsWith('/auth/token') ?? false;
    const handler = isLogin ? (scenario.login ?? goodLogin) : (scenario.page ?? goodPage);
    if (server) handler(request, response, server);
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  server = { origin, clientId, clientSecret, token, gossip };
  const close = () => {
    http.closeAllConnections();
    http.close();
  };
  return { server, close };
}

const catalog = {
  streams: allStreams().map(({ name }) => ({ stream: { name, json_schema: {} }, sync_mode: 'incremental' })),
};

describe('no secret and no server text from an error is written when', () => {
  test.concurrent.each(Object.entries(scenarios).map(([name, scenario], seed) => [name, scenario, seed] as const))(
    '%s',
    {
      timeout: 60_000,
    },
    async (_, scenario, seed) => {
      const { server, close } = await serve(scenario, seed);
      const config = {
        client_id: server.clientId.text,
        client_secret: server.clientSecret.text,
        api_url: server.origin,
        retry_seconds: 0,
        ...scenario.config?.(server),
      };
      const files = ['--config', file('config.json', config)];
      const words = [server.clientSecret, server.clientId, server.token].flatMap(({ pieces }) => pieces);

      const results = [
        await run(['check', ...files, '--debug']),
        await run(['discover', ...files, '--debug']),
        await run(['read', '--debug', ...files, '--catalog', file('catalog.json', catalog)]),
      ];
      close();

      for (const result of results) {
        expect(result.output).not.toBe('');
        expect(result.files).toBe('');
        expect(leaks(result, [...words, ...PEOPLE])).toEqual([]);
      }
    },
  );

  test.each([
    ['is not JSON', (secret: string) => `{"client_id": "x", "client_secret": ${JSON.stringify(secret)}`],
    ['ends in the secret', (secret: string) => `{"client_secret": ${JSON.stringify(secret).slice(0, -4)}`],
    [
      'has a list in place of the secret',
      (secret: string) => JSON.stringify({ client_id: 'x', client_secret: [secret] }),
    ],
    [
      'has an object in its place',
      (secret: string) => JSON.stringify({ client_id: { secret }, client_secret: secret }),
    ],
    ['is the secret', (secret: string) => JSON.stringify(secret)],
    ['names a member like the secret', (secret: string) => JSON.stringify({ [secret]: 1, client_id: 'x' })],
  ])('the config %s', async (_, write) => {
    const secret = new Secret(new Dice(98), NASTY, 5);
    const files = ['--config', file('config.json', write(secret.text)), '--catalog', file('catalog.json', catalog)];

    for (const command of ['check', 'read']) {
      const result = await run([command, ...files, '--debug']);

      expect(result.output).not.toBe('');
      expect(leaks(result, secret.pieces)).toEqual([]);
    }
  });

  test.each([
    ['nobody listens there', 'http://me:PASSWORD@127.0.0.1:1'],
    ['it is not an address', 'http://me:PASSWORD@127.0.0.1:99999'],
    ['it speaks another protocol', 'socks5://me:PASSWORD@127.0.0.1:1'],
  ])('the proxy has a password, and %s', async (_, address) => {
    const password = new Secret(new Dice(97), NASTY, 3);
    const proxy = address.replace('PASSWORD', () => encodeURIComponent(password.text));
    const config = { client_id: 'somebody', client_secret: 'something', retry_seconds: 1 };
    const files = ['--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];

    for (const command of ['check', 'read']) {
      const result = await run([command, ...files, '--debug'], { HTTPS_PROXY: proxy });

      expect(result.output).not.toBe('');
      expect(leaks(result, password.pieces)).toEqual([]);
    }
  });

  test('a search that finds nothing would find something', () => {
    const secret = new Secret(new Dice(96), NASTY, 4);

    for (const spelling of secret.spellings) {
      const result = { bytes: `before ${JSON.stringify(JSON.stringify({ spelling }))} after`, files: '', output: '' };
      for (const piece of secret.pieces) expect(leaks(result, [piece]), spelling).not.toEqual([]);
    }
  });
});

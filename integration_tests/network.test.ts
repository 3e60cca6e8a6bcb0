import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Run, type RunOptions } from './connector.ts';
import { type Certificate, certificate, makeCertificate } from './faults/certificate.ts';
import { startProxy, type TestProxy } from './faults/proxy.ts';

/** A command line, and its final message: of an error or of a failed check. */
const COMMANDS: Readonly<Record<string, (config: string) => readonly string[]>> = {
  check: (config) => ['check', '--config', config],
  discover: (config) => ['discover', '--config', config],
  read: (config) => ['read', '--config', config, '--catalog', file('catalog.json', CATALOG)],
  preview: (config) => ['preview', '--config', config],
};
const CATALOG = {
  streams: [
    { stream: { name: 'persons', json_schema: {} }, sync_mode: 'full_refresh', destination_sync_mode: 'append' },
  ],
};

async function said(command: string, config: object, options: RunOptions = {}): Promise<string> {
  const run = await connector(COMMANDS[command]?.(file('config.json', config)) ?? [], options);
  expect(run.stdout + run.stderr).not.toMatch(/hush|\n {4}at /);
  return command === 'preview' ? run.stderr.trim() : message(run);
}

const message = (run: Run): string => run.errors[0]?.message ?? run.connectionStatus?.message ?? run.stdout;

const CREDENTIAL = { client_id: 'papi-id', client_secret: 'hush-hush', retry_seconds: 1 };
const at = (api_url: string) => ({ ...CREDENTIAL, api_url });
const THROUGH = 'http://agent:hush-hush-proxy@127.0.0.1';

let proxy: TestProxy;
/** It accepts connections and never responds. */
let mute: Server;
const sandboxes: Sandbox[] = [];

const portOf = (server: Server): number => (server.address() as { port: number }).port;

async function tlsSandbox({ key, cert }: Certificate): Promise<Sandbox> {
  const sandbox = await startSandbox({ persons: 3, limits: { on: false }, tls: { key, cert } });
  sandboxes.push(sandbox);
  return sandbox;
}

beforeAll(async () => {
  proxy = await startProxy();
  mute = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => {
    mute.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(async () => {
  proxy.close();
  mute.close();
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
});

describe.each(Object.keys(COMMANDS))('%s', (command) => {
  const outlook = command === 'read' ? ' The next sync resumes where this one stopped.' : '';

  test('names the host that refuses the connection, and its setting', async () => {
    expect(await said(command, at('http://127.0.0.1:9'))).toMatch(
      new RegExp(
        `^No connection to 127\\.0\\.0\\.1:9 \\(API URL\\) \\(connection refused, \\d attempts\\)\\. Check that the server is running and that API URL is its address\\.${outlook}$`,
      ),
    );
  });

  test('names the variable of a proxy that is down, but not its value', async () => {
    const env = { HTTPS_PROXY: `${THROUGH}:9` };

    expect(await said(command, CREDENTIAL, { env })).toMatch(
      new RegExp(
        `^No connection to the proxy 127\\.0\\.0\\.1:9 \\(HTTPS_PROXY\\) \\(connection refused, \\d attempts\\)\\. Check that the proxy is running and that HTTPS_PROXY is its address\\. To go without it, add api\\.personio\\.de to NO_PROXY\\.${outlook}$`,
      ),
    );
  });

  test('says that a certificate is not trusted, and how to trust it', async () => {
    const { url } = await tlsSandbox(certificate());

    expect(await said(command, at(url))).toBe(
      `The certificate of ${url.slice('https://'.length)} (API URL) is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). If your company inspects its traffic, set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority.`,
    );
  });
});

describe('a name that is not found', () => {
  test('of Personio itself: the name server, or a proxy that is required', async () => {
    expect(await said('check', CREDENTIAL, { unresolved: 'ENOTFOUND' })).toMatch(
      /^The address of api\.personio\.de:443 cannot be looked up \(ENOTFOUND, \d attempts\)\. Check the network and its name server \(DNS\)\. If this network requires a proxy, set HTTPS_PROXY\.$/,
    );
  });

  test('in a setting: the setting', async () => {
    expect(await said('check', at('https://api.invalid'), { unresolved: 'ENOTFOUND' })).toBe(
      'There is no host named api.invalid. Correct API URL.',
    );
  });

  // Regression: a check of an account with everything ran out of requests before it came to the job feed.
  test('of the job feed: Company Subdomain, although the check succeeds', async () => {
    const sandbox = await startSandbox({ persons: 3, limits: { on: false } });
    sandboxes.push(sandbox);
    const config = { ...sandbox.config, company_subdomain: 'acme' };

    expect(await said('check', config, { unresolved: 'ENOTFOUND' })).toContain(
      'open_positions: There is no host named acme.jobs.personio.de. Correct Company Subdomain.',
    );
  });

  test.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY'])('of a proxy: %s', async (variable) => {
    const env = { [variable]: 'http://proxy.invalid:3128' };

    expect(await said('check', CREDENTIAL, { env, unresolved: 'ENOTFOUND' })).toBe(
      `There is no host named proxy.invalid. Correct ${variable}.`,
    );
    expect(await said('check', CREDENTIAL, { env, unresolved: 'EAI_AGAIN' })).toMatch(
      new RegExp(
        `^The address of the proxy proxy\\.invalid:3128 \\(${variable}\\) cannot be looked up \\(EAI_AGAIN, \\d attempts\\)\\. Check the network and its name server \\(DNS\\)\\.$`,
      ),
    );
  });
});

describe('a proxy that answers itself', () => {
  test.each([
    [407, / requires a name and password, or rejects those in its address \(407\)\. Write the address like /],
    [
      403,
      / does not allow connections to api\.personio\.de \(403\)\. Have them allowed there, or add .* to NO_PROXY\.$/,
    ],
    [502, / did not connect to api\.personio\.de \(502, \d attempts\)\. Check whether the proxy can reach it\.$/],
  ])('%i', async (status, words) => {
    proxy.manners.refuses = status;
    const env = { HTTPS_PROXY: proxy.url.replace('http://127.0.0.1', THROUGH) };

    const text = await said('check', CREDENTIAL, { env });
    delete proxy.manners.refuses;

    expect(text).toMatch(/^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) /);
    expect(text).toMatch(words);
  });

  test('without TLS, although its address begins with https', async () => {
    const env = { HTTPS_PROXY: proxy.url.replace('http:', 'https:') };

    expect(await said('check', CREDENTIAL, { env })).toMatch(
      /^The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) does not speak TLS\. Check the port, and https:\/\/ or http:\/\/, in HTTPS_PROXY\.$/,
    );
  });
});

describe('a host that never answers', () => {
  test('within the time of a check', async () => {
    expect(await said('check', at(`https://127.0.0.1:${portOf(mute)}`))).toMatch(
      /^No connection to 127\.0\.0\.1:\d+ \(API URL\) \(timed out(?:, \d attempts)?\)\. /,
    );
  }, 15_000);

  test('a request, without TLS', async () => {
    const host = `127.0.0.1:${portOf(mute)}`;

    expect(await said('check', at(`http://${host}`))).toBe(
      `${host} (API URL) did not answer in time. Check that the server is running and that API URL is its address.`,
    );
  }, 15_000);

  test('is named before the retries are over', async () => {
    const host = `127.0.0.1:${portOf(mute)}`;
    const run = await connector(['discover', '--config', file('config.json', at(`http://${host}`))], {
      onOutput: (_, process) => process.kill('SIGTERM'),
    });

    expect(run.logs('WARN')).toEqual([
      `${host} (API URL) has not answered the login yet; still trying. Check that the server is running and that API URL is its address.`,
    ]);
  }, 20_000);
});

describe('a certificate', () => {
  const NOT_TRUSTED = /^The certificate of 127\.0\.0\.1:\d+ \(API URL\) is not trusted \(\w+\)\. /;
  const TIMELY =
    /^By this machine's clock \(2\d{3}-\d\d-\d\dT[\d:]+Z\), the certificate of 127\.0\.0\.1:\d+ \(API URL\) /;
  const REMEDY = / Set the clock if it is wrong\. Otherwise the certificate has to be replaced on that server\.$/;

  test('of an unknown authority', async () => {
    const { url } = await tlsSandbox(makeCertificate({ isIssued: true }));

    const text = await said('check', at(url));

    expect(text).toMatch(NOT_TRUSTED);
    expect(text).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('of an authority missing from the configured file', async () => {
    const { url } = await tlsSandbox(certificate());
    const env = { NODE_EXTRA_CA_CERTS: makeCertificate().path };

    const text = await said('check', at(url), { env });

    expect(text).toMatch(NOT_TRUSTED);
    expect(text).toMatch(/NODE_EXTRA_CA_CERTS is set: check that its file can be read and contains the certificate /);
  });

  test.each([
    ['has expired', { from: '20200101000000Z', until: '20200102000000Z' }],
    ['is not valid yet', { from: '20990101000000Z', until: '20990102000000Z' }],
  ])('that %s: by which clock', async (words, dates) => {
    const made = makeCertificate(dates);
    const { url } = await tlsSandbox(made);

    const text = await said('check', at(url), { env: { NODE_EXTRA_CA_CERTS: made.path } });

    expect(text).toMatch(TIMELY);
    expect(text).toContain(words);
    expect(text).toMatch(REMEDY);
  });

  test('for another host', async () => {
    const made = makeCertificate({ altName: 'DNS:another.example' });
    const { url } = await tlsSandbox(made);

    expect(await said('check', at(url), { env: { NODE_EXTRA_CA_CERTS: made.path } })).toMatch(
      /^The certificate of 127\.0\.0\.1:\d+ \(API URL\) is for another host\. Check the host name in API URL\.$/,
    );
  });

  test('behind a proxy is that of the host, not of the proxy', async () => {
    const { url } = await tlsSandbox(certificate());

    expect(await said('check', at(url), { env: { HTTPS_PROXY: proxy.url } })).toMatch(NOT_TRUSTED);
  });

  test('of the proxy itself is named with its variable', async () => {
    const { url } = await tlsSandbox(certificate());

    expect(await said('check', CREDENTIAL, { env: { HTTPS_PROXY: url } })).toMatch(
      /^The certificate of the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) is not trusted /,
    );
  });

  test('is missing if the server does not speak TLS', async () => {
    const sandbox = await startSandbox({ persons: 3 });
    sandboxes.push(sandbox);

    expect(await said('check', at(sandbox.url.replace('http:', 'https:')))).toMatch(
      /^127\.0\.0\.1:\d+ \(API URL\) does not speak TLS\. Check the port, and https:\/\/ or http:\/\/, in API URL\.$/,
    );
  });

  test('that is wrong is not retried', async () => {
    const { url } = await tlsSandbox(certificate());
    const began = performance.now();

    await said('read', { ...at(url), retry_seconds: 600 });

    expect(performance.now() - began).toBeLessThan(5000);
  });
});

test('clocks that are too far apart name the host', async () => {
  const sandbox = await startSandbox({ persons: 3, limits: { on: false }, clockSkewSeconds: 2 * 86_400 });
  sandboxes.push(sandbox);

  const run = await connector(['check', '--config', file('config.json', sandbox.config)]);

  expect(run.logs('WARN')).toContainEqual(
    expect.stringMatching(
      /^The clock of 127\.0\.0\.1 \(.*\) and this machine's clock \(.*\) differ by more than a day, so neither is trusted\. Set this machine's clock if it is wrong\.$/,
    ),
  );
});

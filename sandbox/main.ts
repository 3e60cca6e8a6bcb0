import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type GivenOptions, type Settings, startSandbox } from './server.ts';

const HELP = `The sandbox: a Personio account with invented data on this machine.

  npm run sandbox -- [options]

Data (the same for the same options)
  --persons N          number of persons (50)
  --seed N             another seed, other people (1)
  --now TIME           current time of the account, ISO 8601 (now)
  --absences N         absences per person, on average (2.5)
  --attendances N      attendance periods per person, on average (8)
  --compensated SHARE  share of the persons whose compensations are seen (0.15)
  --busiest N          attendance periods of one very busy person (0)
  --applications N     applications to jobs per person, on average (0.8)
  --extra-attributes N custom attributes with odd keys and equal labels, besides the usual sixteen (0)

Server
  --port N             (8080; 0 = any free one)
  --host NAME          (127.0.0.1)
  --latency MS         time that every answer takes (0)
  --no-limits          no rate limits
  --no-limit-headers   limits, but no x-ratelimit headers
  --rate N             requests per second and route (persons 30, others 10)
  --burst N            size of a burst in requests (100)
  --no-gzip            answers uncompressed
  --token-seconds N    lifetime of a token (86400)
  --clock-skew N       seconds that the sandbox's clock is ahead (0)
  --settings JSON      any of the settings of sandbox/options.ts, trouble included

Control, without token: GET /_sandbox/truth, /_sandbox/rows?stream=…, /_sandbox/requests, /_sandbox/settings;
POST /_sandbox/change, /_sandbox/remove, /_sandbox/restore, /_sandbox/settings, /_sandbox/reset-requests.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  persons: { type: 'string' },
  seed: { type: 'string' },
  now: { type: 'string' },
  absences: { type: 'string' },
  attendances: { type: 'string' },
  compensated: { type: 'string' },
  busiest: { type: 'string' },
  applications: { type: 'string' },
  'extra-attributes': { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  latency: { type: 'string' },
  'no-limits': { type: 'boolean' },
  'no-limit-headers': { type: 'boolean' },
  rate: { type: 'string' },
  burst: { type: 'string' },
  'no-gzip': { type: 'boolean' },
  'token-seconds': { type: 'string' },
  'clock-skew': { type: 'string' },
  settings: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

type Values = ReturnType<typeof parse>;

function parse() {
  return parseArgs({ options: OPTIONS, strict: true }).values;
}

/** Turns the command line into options; throws an error for people. */
function optionsFrom(values: Values): GivenOptions {
  const number = (name: keyof Values): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`--${name} takes a number, not ${text}.`);
    return value;
  };
  const now = values.now === undefined ? undefined : new Date(values.now);
  if (now !== undefined && Number.isNaN(now.getTime())) throw new Error(`--now takes a time, not ${values.now}.`);
  const rate = number('rate');
  const settings = JSON.parse(values.settings ?? '{}') as Partial<Settings>;
  return dropUndefined({
    ...settings,
    persons: number('persons'),
    seed: number('seed'),
    now,
    absences: number('absences'),
    attendances: number('attendances'),
    compensated: number('compensated'),
    busiest: number('busiest'),
    applications: number('applications'),
    extraAttributes: number('extra-attributes'),
    port: number('port') ?? 8080,
    host: values.host,
    latencyMs: number('latency') ?? settings.latencyMs,
    gzip: values['no-gzip'] ? false : settings.gzip,
    tokenSeconds: number('token-seconds') ?? settings.tokenSeconds,
    clockSkewSeconds: number('clock-skew') ?? settings.clockSkewSeconds,
    limits: dropUndefined({
      ...settings.limits,
      on: values['no-limits'] ? false : settings.limits?.on,
      headers: values['no-limit-headers'] ? false : settings.limits?.headers,
      burst: number('burst') ?? settings.limits?.burst,
      rates: rate === undefined ? settings.limits?.rates : { default: rate, persons: rate },
    }),
  });
}

/** An option that was not given must not override its default. */
function dropUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

async function main(): Promise<void> {
  const values = parse();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sandbox = await startSandbox(optionsFrom(values));
  process.stdout.write(`${JSON.stringify(sandbox.config, null, 2)}\n`);
  process.stderr.write(
    `The sandbox is ready. Use the lines above as the connector's config. Stop it with Ctrl-C, or: kill ${process.pid}\n`,
  );
  const stop = (): void => void sandbox.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

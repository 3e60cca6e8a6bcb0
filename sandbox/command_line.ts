import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type GivenOptions, type Sandbox, type Settings, startSandbox } from './server.ts';

export const HELP = `The sandbox: a Personio account with invented data. It prints a config to read
it with.

Data (the same for the same options)
  --persons N          number of persons (50)
  --seed N             another seed, other people (1)
  --now TIME           current time of the account, ISO 8601 (now)
  --absences N         absences per person, on average (2.5)
  --attendances N      attendance periods per person, on average (8)
  --compensated SHARE  share of persons whose compensations are seen (0.15)
  --busiest N          attendance periods of one very busy person (0)
  --applications N     applications to jobs per person, on average (0.8)
  --extra-attributes N custom attributes with odd keys and equal labels (0)

Server
  --port N             (8080; 0 = any free one)
  --host NAME          (127.0.0.1; in the image 0.0.0.0)
  --latency MS         time that every answer takes (0)
  --no-limits          no rate limits
  --no-limit-headers   limits, but no x-ratelimit headers
  --rate N             requests per second and route (persons 30, others 10)
  --burst N            size of a burst in requests (100)
  --no-gzip            answers uncompressed
  --token-seconds N    lifetime of a token (86400)
  --clock-skew N       seconds that the sandbox's clock is ahead (0)
  --settings JSON      any of the settings of sandbox/options.ts, with trouble

Control, without token
  GET  /_sandbox/truth, rows?stream=NAME, requests, writes, creations, settings
  POST /_sandbox/change, remove, restore, settings, reset-requests, reset-writes
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

/**
 * Starts the sandbox with the options of a command line; undefined if it requests help. Throws errors for users, which do
 * not repeat the input.
 */
export async function openSandbox(args: readonly string[], defaults: GivenOptions = {}): Promise<Sandbox | undefined> {
  const values = parse(args);
  if (values.help) return undefined;
  const options = { port: 8080, ...defaults, ...optionsFrom(values) };
  try {
    return await startSandbox(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${options.port} is in use. Choose another one with --port.`);
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch {
    throw new Error('The sandbox does not know this option, or its value is missing. See --help.');
  }
}

function optionsFrom(values: Values): GivenOptions {
  const number = (name: keyof Values): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`--${name} takes a number.`);
    return value;
  };
  const now = values.now === undefined ? undefined : new Date(values.now);
  if (now !== undefined && Number.isNaN(now.getTime())) throw new Error('--now takes an ISO 8601 time.');
  const rate = number('rate');
  const settings = settingsFrom(values.settings);
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
    port: number('port'),
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

function settingsFrom(text = '{}'): Partial<Settings> {
  try {
    return JSON.parse(text) as Partial<Settings>;
  } catch {
    throw new Error('--settings takes JSON.');
  }
}

/** An option that was not given must not override its default. */
function dropUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

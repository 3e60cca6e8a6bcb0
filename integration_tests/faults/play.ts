import type { GivenSettings } from '../../sandbox/options.ts';
import type { Rule } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { connector, file, type Json, type Run } from '../connector.ts';
import { startElsewhere } from './elsewhere.ts';
import { Held } from './held.ts';
import { inspect } from './inspect.ts';
import { outcomeOf } from './outcome.ts';
import { startProxy } from './proxy.ts';
import { ACCOUNT, type Place, type Scenario, SHAPES, type Step } from './scenario.ts';

/** Long enough for some attempts, short enough to wait for. */
const RETRY_SECONDS = 4;
const LONGEST_SECONDS = 60;
/** The settings after the trouble. */
const HEALTHY: GivenSettings = { trouble: [], tokenEndsAfterSeconds: null, cursorSeconds: 0 };

/** Plays a scenario with its own sandbox and inspects each run. Returns the outcome, in words. */
export async function play(scenario: Scenario): Promise<string> {
  const sandbox = await startSandbox({ ...ACCOUNT, ...scenario.account });
  const place: Place = { sandbox, elsewhere: await startElsewhere(), proxy: await startProxy() };
  const held = new Held();
  const outcomes: string[] = [];
  try {
    const steps = [scenario, ...(scenario.next ?? [])];
    for (const step of steps) outcomes.push(outcomeOf(await runStep({ ...common(scenario), ...step }, place, held)));
    if (steps.at(-1)?.fails && !scenario.incurable) {
      sandbox.configure({ ...HEALTHY, rights: granted(place) });
      await runStep(common(scenario), place, held);
    }
    return outcomes.join('; then ');
  } finally {
    place.proxy.close();
    place.elsewhere.close();
    await sandbox.close();
  }
}

/** What all steps of a scenario share. */
function common({ streams, mode, catalog }: Scenario): Step {
  return { ...(streams && { streams }), ...(mode && { mode }), ...(catalog && { catalog }) };
}

async function runStep(step: Step, place: Place, held: Held): Promise<Run> {
  const { sandbox } = place;
  const trouble: readonly Rule[] = ofPlace(step.trouble, place) ?? [];
  sandbox.configure({ ...step.settings, trouble: [...trouble] });
  sandbox.resetRequests();

  const catalog = step.catalog ?? catalogOf(step.streams ?? SHAPES, step.mode);
  const config = { ...sandbox.config, retry_seconds: RETRY_SECONDS, ...ofPlace(step.config, place) };
  const state = step.state ?? (step.layout ? written(step.layout(held.states)) : held.stateFile);
  const args = ['read', '--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];
  if (state !== undefined) args.push('--state', file('state.json', state));

  let { during } = step;
  const began = performance.now();
  // If a run does not end, its server is stopped, so that it gives up.
  const end = setTimeout(() => void sandbox.close(), (step.seconds ?? LONGEST_SECONDS) * 1000);
  const run = await connector(args, {
    env: ofPlace(step.env, place) ?? {},
    unresolved: step.unresolved,
    clock: new Date(sandbox.now.getTime() - sandbox.settings.clockSkewSeconds * 1000),
    onOutput: (stdout) => {
      if (!during || stdout.length < during.atLength) return;
      during.act(place);
      during = undefined;
    },
  });
  clearTimeout(end);
  const seconds = (performance.now() - began) / 1000;
  inspect({ run, step, place, held, first: held.isEmpty, seconds, catalog, config });
  return run;
}

const written = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

function catalogOf(streams: readonly string[], mode = 'incremental'): Json {
  return {
    streams: streams.map((name) => ({
      stream: { name, json_schema: {} },
      sync_mode: mode,
      destination_sync_mode: 'append_dedup',
    })),
  };
}

function granted({ sandbox }: Place): NonNullable<GivenSettings['rights']> {
  return Object.fromEntries(Object.keys(sandbox.settings.rights).map((stream) => [stream, 'granted'] as const));
}

function ofPlace<T>(value: T | ((place: Place) => T) | undefined, place: Place): T | undefined {
  return typeof value === 'function' ? (value as (place: Place) => T)(place) : value;
}

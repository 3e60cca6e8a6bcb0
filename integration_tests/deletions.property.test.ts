import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { Happenings, REMOVABLE } from './deletions/happenings.ts';
import { someLies } from './deletions/lies.ts';
import { Life, pass, startClock } from './deletions/life.ts';
import { seeds } from './seeds.ts';

/** More rounds by hand: DELETION_ROUNDS=1000. */
const ROUNDS = Number(process.env.DELETION_ROUNDS ?? 96);
const DAY_MS = 86_400_000;

let sandbox: Sandbox | undefined;

beforeEach(startClock);

afterEach(async () => {
  vi.restoreAllMocks();
  await sandbox?.close();
});

/** Trouble that occurs now and then, and ends a stream early. */
const TROUBLES: readonly (readonly Rule[])[] = [
  [{ match: { path: 'GET /v', probability: 0.03 }, act: { kind: 'status', status: 500 } }],
  [{ match: { path: 'GET /v', probability: 0.03 }, act: { kind: 'reset', when: 'before' } }],
  [{ match: { path: 'GET /v', probability: 0.05 }, act: { kind: 'status', status: 403 } }],
  // Affects lists only: a row that an event called deleted, and that does not exist when requested, is gone.
  [{ match: { path: '^GET /v[^?]*/[a-z-]+(\\?|$)', probability: 0.05 }, act: { kind: 'status', status: 404 } }],
  [{ match: { path: 'cursor=', probability: 0.1 }, act: { kind: 'expired_cursor' } }],
  [{ match: { path: 'GET /v2/', probability: 0.2 }, act: { kind: 'overlap', rows: 2 } }],
  [{ match: { path: 'GET /v2/', probability: 0.1 }, act: { kind: 'empty_page' } }],
];

/** Some streams, more often related ones. */
function someStreams(dice: Dice): string[] {
  const groups = [
    ['persons', 'employments'],
    ['projects', 'project_members'],
    ['persons', 'person_custom_attributes'],
  ];
  const drawn = dice.chance(0.3) ? dice.pick(groups) : [];
  return [...new Set([...drawn, ...dice.some(REMOVABLE, dice.between(1, 3))])];
}

const someDay = (dice: Dice): string =>
  new Date(Date.now() - dice.between(30, 800) * DAY_MS).toISOString().slice(0, 10);

describe('whatever is removed, tables that delete, blank or append know whether each row exists', () => {
  test.each(seeds(Math.ceil(ROUNDS * 0.8), Math.floor(ROUNDS * 0.2)))('round %i', { timeout: 60_000 }, async (seed) => {
    const dice = new Dice(seed, 2611);
    const names = someStreams(dice);
    const hides = dice.chance(0.06);
    const selects = !dice.chance(0.06);
    const account = await startSandbox({
      persons: dice.between(5, dice.pick([12, 30, 60])),
      seed: seed % 1_000_003,
      limits: { on: false },
      gzip: false,
      clockSkewSeconds: dice.between(-600, 600),
      rights: {
        ...(dice.chance(0.2) && !names.includes('webhooks') && { webhooks: 'refused', webhook_events: 'refused' }),
        ...(dice.chance(0.1) && { persons: 'unreleased' }),
      },
      disputed: {
        documentOwners: dice.pick(['none', 'owner_id', 'person_id']),
        eventPayload: dice.pick(['ids', 'nested', 'bare id', 'camel']),
        wrappedSingles: dice.chance(0.3),
      },
    });
    sandbox = account;
    const life = new Life({
      sandbox: account,
      seed,
      names,
      tells: selects && !hides,
      selects,
      config: {
        ...account.config,
        lookback_days: dice.pick([0, 1]),
        max_concurrency: dice.pick([1, 3, 10]),
        retry_seconds: 0,
        deletions: { mark: true, sweep_days: dice.pick([0, 0, 1, 7]), most_percent: dice.pick([1, 10, 10, 50, 100]) },
        ...(dice.chance(0.15) && { start_date: someDay(dice) }),
        ...(hides && { privacy: { hash: ['*.id'], hash_key: 'k9Qz-3hYv_72LpXwT' } }),
      },
    });
    life.story.push(`${names.join(', ')}; ${JSON.stringify(life.config)}; ${JSON.stringify(account.settings.rights)}`);
    // Everything happens later than the account's first data.
    pass(700_000);
    // How often something happens while a sync writes depends on timing: what happens after it does not.
    const happenings = new Happenings(account, new Dice(seed, 2612), life);
    const meanwhile = new Happenings(account, new Dice(seed, 2613), life);
    for (let left = dice.between(2, 5); left > 0; left--) {
      const ending = dice.chance(0.25)
        ? { how: dice.pick(['kill', 'kill', 'stop'] as const), at: dice.between(0, Math.floor(life.usualLength * 1.1)) }
        : undefined;
      const trouble = dice.chance(0.2) ? dice.pick(TROUBLES) : [];
      const lie = dice.chance(0.35) ? someLies(account, dice, names) : undefined;
      if (ending || lie || trouble.length > 0) life.story.push(JSON.stringify({ ending, trouble, lie }));
      await life.sync({
        ending,
        trouble,
        lie,
        keeps: dice.pick(['every line', 'what a state covers']),
        meanwhile: dice.chance(0.2) ? () => meanwhile.some() : undefined,
      });
      if (dice.chance(0.05)) life.reset(dice.pick(names));
      // Under other conditions: what is removed meanwhile is not reported.
      if (dice.chance(0.05)) life.setStart(someDay(dice));
      for (let times = dice.between(0, 3); times > 0; times--) happenings.some();
      pass(dice.pick([0, 0, 1000, 2000, 60_000, 3_600_000, DAY_MS, 3 * DAY_MS, 9 * DAY_MS, 40 * DAY_MS]));
    }
    await life.settle();
  });
});

import { describe, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { seeds } from './seeds.ts';
import { accountOf } from './write/account.ts';
import { type Written, write } from './write/program.ts';
import { type Entry, Tables } from './write/table.ts';

const FIXED = Number(process.env.ROUNDS ?? 32);
const ROUNDS = seeds(FIXED, process.env.ROUNDS ? 0 : 8);
/** After so many runs nothing disturbs the next one. */
const DISTURBED = 4;

/** What can happen to a write, at most so many times in a run. */
function troubleOf(dice: Dice, isQuick: boolean): Rule[] {
  // What Personio does not keep unique is where a double would be created.
  const match = dice.chance(0.5)
    ? { path: '^POST /v(1/company/documents|2/attendance-periods)', after: dice.between(1, 5), times: 1 }
    : { path: '^(POST|PATCH|DELETE) /v[12]/(?!auth)', after: dice.between(1, 25), times: dice.between(1, 2) };
  const applied: Rule['act'][] = [
    { kind: 'reset', applied: true },
    { kind: 'status', status: 500, applied: true },
    { kind: 'status', status: 504, applied: true },
    { kind: 'status', status: 200, body: 'html', applied: true },
    { kind: 'status', status: 201, body: 'empty', applied: true },
    { kind: 'cut' },
    { kind: 'close', silent: true },
    { kind: 'lie', how: 'no id' },
  ];
  const harmless: Rule['act'][] = [
    { kind: 'status', status: 429, retryAfterSeconds: 1 },
    { kind: 'revoke' },
    { kind: 'hang', ms: 300 },
  ];
  // A doubt that stays open takes as long as its looks.
  const open: Rule['act'][] = isQuick ? [{ kind: 'reset' }, { kind: 'status', status: 500 }] : [];
  const writes = dice.pick([applied, applied, harmless, open.length > 0 ? open : harmless]);
  const reads: Rule[] = dice.chance(0.3)
    ? [
        {
          match: { path: '^GET /v2', probability: 0.05, times: 2 },
          act: dice.pick([{ kind: 'status', status: 500 }, { kind: 'reset' }] as const),
        },
      ]
    : [];
  return [...(dice.chance(0.7) ? [{ match, act: dice.pick(writes) }] : []), ...reads];
}

const RIGHTS = ['persons:write', 'attendances:write', 'absences:write', 'projects:write', 'documents:write'];

/** Ends the program somewhere. */
function killingOf(dice: Dice, sandbox: Sandbox) {
  if (dice.chance(0.5)) return undefined;
  const signal = dice.pick(['SIGKILL', 'SIGKILL', 'SIGTERM'] as const);
  const before = sandbox.writes.length;
  const uploads = () => sandbox.writes.filter(({ stream }) => stream === 'documents').length;
  const uploaded = uploads();
  const [writes, ms] = [dice.between(1, 25), dice.between(250, 2000)];
  const way = dice.pick(['writes', 'writes', 'upload', 'time'] as const);
  return {
    signal,
    when: (_: string, passed: number) => {
      if (way === 'time') return passed >= ms;
      return way === 'upload' ? uploads() > uploaded : sandbox.writes.length - before >= writes;
    },
  };
}

/** Throws if a state was echoed that is not true, or miscounts. Returns the last one of each stream. */
function checkStates(run: Written, input: readonly Entry[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const stream of new Set(input.map((entry) => entry.stream))) {
    const own = input.filter((entry) => entry.stream === stream);
    const reported = new Set(run.report.filter((line) => line.stream === stream).map((line) => line.row));
    let from = 0;
    for (const { id, destinationStats } of run.states(stream)) {
      const at = own.findIndex((entry, index) => index >= from && entry.id === id);
      expect(at, `${stream}: state ${id} in its order`).toBeGreaterThanOrEqual(from);
      const rows = own.slice(from, at).filter((entry) => entry.id === undefined).length;
      expect(destinationStats.recordCount + destinationStats.rejectedRecordCount, `${stream}: state ${id}`).toBe(rows);
      const before = own.slice(0, at).filter((entry) => entry.id === undefined).length;
      for (let row = 1; row <= before; row++) expect(reported.has(row), `${stream}: row ${row} is reported`).toBe(true);
      from = at + 1;
      if (id !== undefined) last.set(stream, id);
    }
  }
  return last;
}

function checkReport(run: Written, input: readonly Entry[]): void {
  const names = run.report.map(({ stream, row }) => `${stream} ${row}`);
  expect(new Set(names).size, 'one line for each row').toBe(names.length);
  if (run.exit === 0) expect(names.length).toBe(input.filter(({ id }) => id === undefined).length);
}

describe('whatever happens to its runs, what is written is what the rows say, once', () => {
  test.concurrent.each(ROUNDS)('round %i', { timeout: 180_000 }, async (seed) => {
    const dice = new Dice(1811, seed);
    const settle_seconds = dice.pick([0, 1]);
    const sandbox = await startSandbox({
      persons: 0,
      seed,
      limits: { on: dice.chance(0.2) },
      gzip: false,
      writeLagMs: settle_seconds === 0 ? 0 : dice.between(300, 800),
      disputed: {
        lagsById: settle_seconds > 0 && dice.chance(0.3),
        // Nothing else shows that a period was created twice.
        attendanceOverlap: dice.pick([422, 'cut', 'cut'] as const),
      },
    });
    const story: string[] = [];
    try {
      const tables = new Tables(dice);
      const config = {
        ...sandbox.config,
        settle_seconds,
        reject_limit: 100,
        allow_removal: ['attendance_periods'],
        max_concurrency: dice.pick([1, 4, 10]),
      };
      const { streams } = tables;
      let left: readonly Entry[] = tables.entries;
      for (let attempt = 1; ; attempt++) {
        const isCalm = attempt > DISTURBED;
        const input = tables.arranged(left, dice);
        const trouble = isCalm ? [] : troubleOf(dice, settle_seconds === 0);
        const kill = isCalm ? undefined : killingOf(dice, sandbox);
        sandbox.configure({ trouble });
        const right = dice.pick(RIGHTS);
        const withdrawing = !isCalm && dice.chance(0.15) ? dice.between(400, 900) : undefined;
        const timer =
          withdrawing && setTimeout(() => sandbox.configure({ rights: { [right]: 'refused' } }), withdrawing);
        const run = await write({ config, streams, lines: input.map(({ line }) => line), kill });
        clearTimeout(timer);
        sandbox.configure({ trouble: [], rights: Object.fromEntries(RIGHTS.map((name) => [name, 'granted'])) });
        // A login returns the token that there is, with the rights that it had.
        if (withdrawing) sandbox.revokeTokens();
        story.push(
          `${JSON.stringify(trouble)} ${kill?.signal ?? ''} ${withdrawing ? right : ''}`,
          run.story.replaceAll(/^.*"type":"STATE".*\n/gm, ''),
          ...run.report.map(
            ({ stream, row, outcome, code, key }) => `${stream} ${row} ${outcome} ${code ?? ''} ${JSON.stringify(key)}`,
          ),
        );
        checkReport(run, input);
        const last = checkStates(run, input);
        if (run.exit === 0) break;
        if (isCalm) expect.unreachable(`a calm run ends with ${run.exit}`);
        if (dice.chance(0.3)) left = tables.entries;
        else
          left = left.filter(({ stream }, index) => {
            const id = last.get(stream);
            const at = id === undefined ? -1 : left.findIndex((entry) => entry.id === id);
            return index > at;
          });
      }
      const twice = [...sandbox.creations].filter(([key, count]) => count > 1 && !tables.isRecreated(key));
      expect(twice, 'created twice').toEqual([]);
      expect(accountOf(sandbox, tables.uploads)).toEqual(tables.expected);
    } catch (error) {
      if (error instanceof Error) error.message += `\n${story.join('\n')}`;
      throw error;
    } finally {
      await sandbox.close();
    }
  });
});

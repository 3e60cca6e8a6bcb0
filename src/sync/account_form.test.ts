import { describe, expect, test } from 'vitest';
import { cursor } from '../../integration_tests/units/cursor.ts';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { Output } from '../airbyte/output.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { readAsset } from '../assets.ts';
import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import { AbsencePeriods } from '../streams/absences.ts';
import { DisprovedForm } from '../streams/convention.ts';
import { AccountForm, learnForm } from './account_form.ts';
import type { Cursor } from './cursor.ts';

const absences = new AbsencePeriods();
const OTHERS = { properties: { id: {}, starts_on: {}, ends_at: {} } };

const bound = (day: string, type: string) => ({ date_time: `${day}T00:00:00`, type });
/** From Wednesday to Thursday or Friday. */
const USUAL = { id: '1', starts_from: bound('2026-04-01', 'FIRST_HALF'), ends_at: bound('2026-04-03', 'SECOND_HALF') };
const ONE_DAY = { ...USUAL, id: '2', ends_at: bound('2026-04-01', 'SECOND_HALF') };

const begun = (form?: string) => ({
  version: 1,
  updated_at: '2026-02-01T00:00:00Z',
  ...(form !== undefined && { ends_on_form: form }),
});

/** An account's responses: its absences, and the days of a breakdown. */
interface Account {
  readonly rows?: readonly object[];
  readonly days?: readonly string[];
}

function serve({ rows = [USUAL], days = [] }: Account, asked: string[]) {
  return fakeApi(({ target }) => {
    asked.push(target);
    const isBreakdown = target.endsWith('/breakdowns');
    return { _data: structuredClone(isBreakdown ? days.map((date) => ({ date })) : rows) };
  });
}

const builderOf = (configured: JsonSchema = {}) =>
  new RecordBuilder(absences, readAsset('schemas/absence_periods.json') as JsonSchema, configured, {});

const EXCLUSIVE = ['2026-04-01', '2026-04-02'];
const LAST_DAY = [...EXCLUSIVE, '2026-04-03'];

async function settle(of: Cursor, account: Account = {}, configured?: JsonSchema) {
  const asked: string[] = [];
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  const builder = builderOf(configured);
  const form = new AccountForm(absences, of);
  await form.settle(builder, serve(account, asked), out);
  await out.sink.flush();
  return { builder, form, asked, logs: stdout.messages.map(({ log }) => `${log.level} ${log.message}`) };
}

const absenceCursor = (state?: StreamState, incremental = true) => cursor(state, { stream: absences, incremental });

/** What a later row does to the sync. */
function fail(builder: RecordBuilder, row: object): unknown {
  try {
    builder.records([structuredClone(row) as never], absences.whole(), new Map());
  } catch (error) {
    return error;
  }
  throw new Error('nothing is wrong with this row');
}

describe('before the first row', () => {
  test('a form shown by a breakdown goes into the state, the log and the column', async () => {
    for (const [days, form, ends_on, end] of [
      [EXCLUSIVE, 'exclusive', '2026-04-02', 'the midnight after their last day'],
      [LAST_DAY, 'last_day', '2026-04-03', 'their last day'],
    ] as const) {
      const first = absenceCursor();
      const { builder, logs } = await settle(first, { days });
      const [record] = builder.records([structuredClone(USUAL) as never], absences.whole(), new Map());

      expect(first.state.ends_on_form).toBe(form);
      expect(JSON.parse(record?.data ?? '')).toMatchObject({ ends_on });
      expect(logs).toEqual([`INFO absence_periods: absences end with ${end} (shown by the breakdown of an absence).`]);
    }
  });

  test('the state says that the form is only assumed', async () => {
    const first = absenceCursor();
    const { builder, logs } = await settle(first);

    expect([first.state.ends_on_form, builder.form]).toEqual(['assumed', 'exclusive']);
    expect(logs).toEqual([
      'INFO absence_periods: absences end with the midnight after their last day (assumed, because nothing shows it).',
    ]);
  });

  test.each(['exclusive', 'last_day'])('%s in the state of an earlier sync is used without a request', async (form) => {
    const sync = absenceCursor(begun(form));
    const { builder, asked, logs } = await settle(sync);

    expect([sync.state.ends_on_form, builder.form, asked]).toEqual([form, form, []]);
    expect(logs).toEqual([expect.stringMatching(/their last day \(shown by an earlier sync\)\.$/)]);
  });

  test.each(['exclusive', 'last_day', 'assumed', ''])(
    'nothing is requested if no column needs it (%j)',
    async (form) => {
      const sync = absenceCursor(begun(form));
      const { builder, asked, logs } = await settle(sync, {}, OTHERS);

      expect([sync.state.ends_on_form, builder.form, asked, logs]).toEqual([form, undefined, [], []]);
      expect(sync.isFresh).toBe(false);
    },
  );

  test('a read from the beginning learns the form again, and falls back to the state if nothing shows it', async () => {
    const changed = absenceCursor(begun('last_day'), false);
    await settle(changed, { days: EXCLUSIVE });
    const unknown = absenceCursor({ version: 1, ends_on_form: 'last_day' });
    const { logs } = await settle(unknown);

    expect(changed.state.ends_on_form).toBe('exclusive');
    expect(unknown.state.ends_on_form).toBe('last_day');
    expect(logs).toEqual([expect.stringContaining('shown by an earlier sync')]);
  });
});

describe('a form that was only assumed', () => {
  test('is confirmed without reading anything again', async () => {
    const sync = absenceCursor(begun('assumed'));
    await settle(sync, { days: EXCLUSIVE });

    expect(sync.state).toMatchObject({ updated_at: '2026-02-01T00:00:00Z', ends_on_form: 'exclusive' });
  });

  test('and is wrong makes this sync read everything, in either mode and in the middle of a pass', async () => {
    const next = [{ partition: '', link: '/v2/absence-periods?cursor=x' }];
    const inTheMiddle = { version: 1, updated_at: '', started_at: '2026-02-11T08:00:00Z', generation_id: '', next };
    for (const state of [begun('assumed'), { ...inTheMiddle, ends_on_form: 'assumed' }]) {
      const sync = absenceCursor(state);
      const { logs } = await settle(sync, { days: LAST_DAY });

      expect(sync.state).toMatchObject({ updated_at: '', ends_on_form: 'last_day', done: [], next: [] });
      expect(sync.asksFor).toBe('everything');
      expect([...sync.passes()].map(({ pass }) => pass.window.since)).toEqual([undefined]);
      expect(logs).toEqual([
        expect.stringMatching(/Earlier records assumed otherwise, so everything is read again\.$/),
      ]);
    }
    const refresh = cursor(
      { ...inTheMiddle, generation_id: '3', ends_on_form: 'assumed' },
      { stream: absences, incremental: false, generation: 3 },
    );
    expect(refresh.isFresh).toBe(false);
    await settle(refresh, { days: LAST_DAY });
    expect(refresh.state).toMatchObject({ ends_on_form: 'last_day', generation_id: '3', next: [] });
  });

  test.each([undefined, ''])('and is still unknown (%j) leaves the cursor where it is', async (form) => {
    const sync = absenceCursor(begun(form));
    await settle(sync, { days: LAST_DAY });

    expect(sync.state).toMatchObject({ updated_at: '2026-02-01T00:00:00Z', ends_on_form: 'last_day' });
  });
});

describe('a row that disproves the form', () => {
  test.each(['exclusive', 'assumed'])('ends the sync and invalidates everything written as %s', async (saved) => {
    const sync = absenceCursor(begun(saved));
    const { builder, form } = await settle(sync);
    for (const { pass } of sync.passes()) {
      pass.moved('', '/v2/absence-periods?cursor=x');
      break;
    }

    const error = form.judge(fail(builder, ONE_DAY));

    expect(error).toBeInstanceOf(DisprovedForm);
    expect(error).toMatchObject({
      failureType: 'transient_error',
      message:
        'absence_periods: a record shows that absences end with their last day. The column ends_on was computed under the opposite assumption. The next sync reads everything again.',
    });
    expect(sync.state).toMatchObject({ updated_at: '', ends_on_form: 'last_day', done: [], next: [] });
  });

  test('is a contradiction, with advice, if a breakdown in the same sync showed the form', async () => {
    const sync = absenceCursor();
    const { builder, form } = await settle(sync, { days: EXCLUSIVE });

    const error = form.judge(fail(builder, ONE_DAY));

    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({
      failureType: 'config_error',
      message: expect.stringMatching(/contradict each other.*Deselect ends_on\.$/),
    });
    expect(sync.state).toMatchObject({ updated_at: '', ends_on_form: '' });
  });

  test('does not matter if no column needs the form, or if the form is the last day', async () => {
    for (const [configured, state] of [
      [OTHERS, begun('exclusive')],
      [undefined, begun('last_day')],
    ] as const) {
      const { builder } = await settle(absenceCursor(state), {}, configured);
      expect(builder.records([structuredClone(ONE_DAY) as never], absences.whole(), new Map())).toHaveLength(1);
    }
  });

  test('leaves other failures as they are', async () => {
    const sync = absenceCursor(begun('exclusive'));
    const { form } = await settle(sync);
    const other = new Error('other');

    expect(form.judge(other)).toBe(other);
    expect(sync.state).toMatchObject({ updated_at: '2026-02-01T00:00:00Z', ends_on_form: 'exclusive' });
  });
});

test('a preview learns the form for a column that it shows', async () => {
  const [shown, hidden] = [builderOf(), builderOf(OTHERS)];
  const asked: string[] = [];
  const api = serve({ days: LAST_DAY }, asked);
  await learnForm(absences, hidden, api);
  expect(asked).toEqual([]);

  await learnForm(absences, shown, api);

  expect([shown.form, hidden.form]).toEqual(['last_day', undefined]);
});

import { test } from 'vitest';
import { allStreams } from '../src/streams/index.ts';
import { MarkedAccount, rowsIn, tombstones } from './marked_account.ts';

const told = allStreams()
  .filter((s) => s.removals || s.groupedBy)
  .map((s) => s.name);
const shower =
  (a: MarkedAccount) =>
  (label: string, run: any, only = told) => {
    const n: any = {};
    for (const s of only) {
      const x = [rowsIn(run, s).length, tombstones(run, s).length];
      if (x[0]! + x[1]! > 0) n[s] = x;
    }
    console.log(
      label,
      'exit',
      run.exit,
      JSON.stringify(n),
      run.logs('WARN'),
      run.errors.map((e: any) => e.message),
    );
    const per: any = {};
    for (const r of a.sandbox.requests) per[(r as any).route ?? r.path] = (per[(r as any).route ?? r.path] ?? 0) + 1;
    console.log(JSON.stringify(per));
    a.sandbox.resetRequests();
  };

test('T2 restored by event', async () => {
  const a = await MarkedAccount.of(['persons', 'attendance_periods', 'absence_periods'], { persons: 120 });
  const show = shower(a);
  show('first', await a.sync());
  const ids = {
    persons: a.sandbox.ids('persons').slice(3, 6),
    attendance_periods: a.sandbox.ids('attendance_periods').slice(3, 7),
    absence_periods: a.sandbox.ids('absence_periods').slice(3, 7),
  };
  for (const [s, i] of Object.entries(ids)) a.sandbox.remove(s, i);
  for (const [s, i] of Object.entries(ids)) a.sandbox.restore(s, i);
  show('restored at once', await a.sync());
  a.pass(3);
  show('3 days', await a.sync());
  a.pass(5);
  show('8 days', await a.sync());
  await a.close();
}, 120000);

test('T3 first sync killed', async () => {
  const a = await MarkedAccount.of(['employments', 'attendance_periods', 'persons'], { persons: 60 });
  const show = shower(a);
  a.sandbox.configure({
    trouble: [
      { match: { path: 'employments', after: 75 }, act: { kind: 'status', status: 500, body: 'problem' } },
      { match: { stream: 'attendance_periods', after: 6 }, act: { kind: 'status', status: 500, body: 'problem' } },
    ],
  });
  show('failed', await a.sync({ config: { retry_seconds: 1 } }));
  console.log(JSON.stringify(a.stateOf('employments')).slice(0, 400));
  console.log(JSON.stringify(a.stateOf('attendance_periods')).slice(0, 400));
  a.sandbox.configure({ trouble: [] });
  show('second', await a.sync());
  console.log(JSON.stringify(a.stateOf('attendance_periods')).slice(0, 400));
  show('third', await a.sync());
  const id = a.sandbox.ids('employments')[4]!;
  a.sandbox.remove('employments', [id]);
  show('gone', await a.sync({ deletions: { sweep_days: 0 } }));
  await a.close();
}, 120000);

test('T4 persons without custom attributes', async () => {
  const a = await MarkedAccount.of(['person_custom_attributes', 'persons'], { persons: 200 });
  const show = shower(a);
  const lie = ({ path }: any, { status, json }: any) => {
    if (!path.startsWith('/v2/persons')) return undefined;
    const edit = (r: any) => (Number(r.id) % 3 ? { ...r, custom_attributes: [] } : r);
    return {
      status,
      json: JSON.parse(
        JSON.stringify(Array.isArray(json._data) ? { ...json, _data: json._data.map(edit) } : edit(json)).replaceAll(
          a.sandbox.url,
          a.front.url,
        ),
      ),
    };
  };
  show('first', await a.sync({ lie }));
  show('second', await a.sync({ lie, deletions: { sweep_days: 0 } }));
  show('second', await a.sync({ lie, deletions: { sweep_days: 0 } }));
  await a.close();
}, 120000);

test('T5 person id', async () => {
  const a = await MarkedAccount.of(['employments', 'persons', 'project_members', 'documents'], { persons: 30 });
  const show = shower(a);
  show('first', await a.sync({ without: ['person_id'] }));
  a.sandbox.remove('persons', [a.sandbox.ids('persons')[2]!]);
  const r = await a.sync({ without: ['person_id'] });
  show('second', r);
  console.log(
    r.records('employments').slice(-2),
    r
      .logs('INFO')
      .filter((l) => !/read|asks/.test(l))
      .slice(0, 30),
  );
  const b = await MarkedAccount.of(['employments', 'persons', 'project_members', 'documents'], { persons: 30 });
  const config = { privacy: { hash_key: 'kd83hf73hs93kfh37sjr', hash: ['employments.person_id'] } };
  const show2 = shower(b);
  show2('first', await b.sync({ config }));
  b.sandbox.remove('persons', [b.sandbox.ids('persons')[2]!]);
  const r2 = await b.sync({ config });
  show2('second', r2);
  console.log(r2.records('employments').slice(-2));
  const b2 = await b.sync({ config: { start_date: '2025-01-01' } });
  show2('conditions', b2);
  console.log(b2.logs('INFO').slice(0, 40));
  await a.close();
  await b.close();
}, 120000);

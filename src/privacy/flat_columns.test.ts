import { describe, expect, test } from 'vitest';
import { listsApi, settingsOf } from '../../integration_tests/units/privacy.ts';
import { fixedSchema } from '../account/available.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { Compensations } from '../streams/compensations.ts';
import { Employments } from '../streams/employments.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import { MaskedTypes, openTypeLists } from './masked_types.ts';
import { Policy, type PrivacySettings } from './policy.ts';
import { StreamPrivacy } from './stream_privacy.ts';

/** The emitted row, and the columns offered. */
function left(
  stream: Stream,
  row: object,
  settings: Partial<PrivacySettings>,
  masked?: MaskedTypes,
): { data: Row; offered: string[] } {
  const schema = fixedSchema(stream);
  const privacy = new StreamPrivacy(stream, new Policy(settingsOf(settings), allStreams()), schema, masked);
  const builder = new RecordBuilder(stream, privacy.schema, {}, { privacy, sent: schema });
  const adds = Object.fromEntries(stream.keyParts.map((part) => [part, `${part}-1`]));
  const [record] = builder.records([structuredClone({ id: '1', ...row })], { ...stream.whole(), adds }, new Map());
  return { data: JSON.parse(record?.data ?? '{}'), offered: Object.keys(privacy.schema.properties ?? {}) };
}

const EMPLOYMENT = {
  position: { title: 'Engineer' },
  employment_end_date: '2026-05-31',
  termination: { termination_date: '2026-04-30', reason: 'Moved', type: 'EMPLOYEE', last_working_day: '2026-04-15' },
};

/** The top-level members that still contain any of these texts. */
const holding = (data: Row, ...texts: readonly string[]) =>
  Object.keys(data).filter((name) => texts.some((text) => JSON.stringify(data[name]).includes(text)));

describe('a rule for either one covers both', () => {
  test.each([
    ['employments.position_title'],
    ['employments.position'],
    ['employments.position.title'],
    ['position_title'],
    ['title'],
  ])('%s', (rule) => {
    const { data, offered } = left(new Employments(), EMPLOYMENT, { drop: [rule] });

    expect(holding(data, 'Engineer')).toEqual([]);
    expect(offered).not.toContain('position_title');
  });

  test('a column made of several members is dropped with any of them', () => {
    const drop = (rule: string) => left(new Employments(), EMPLOYMENT, { drop: [rule] });
    for (const rule of ['termination_date', 'employments.termination.termination_date', 'employments.termination']) {
      const { data, offered } = drop(rule);
      expect(holding(data, '2026-04-30'), rule).toEqual([]);
      expect(offered, rule).not.toContain('left_on');
      expect(offered, rule).toContain('employment_end_date');
    }
    const { data } = drop('employments.left_on');
    expect(holding(data, '2026-05-31', '2026-04-30', '2026-04-15')).toEqual([]);
    expect(data).toMatchObject({ termination_type: 'EMPLOYEE', termination_reason: 'Moved' });
  });

  test('both are hashed alike, as text', () => {
    for (const rule of ['employments.position_title', 'employments.position']) {
      const { data } = left(new Employments(), EMPLOYMENT, { hash: [rule] });
      expect(holding(data, 'Engineer'), rule).toEqual([]);
      expect(data.position_title, rule).toBe((data.position as Row).title);
      expect(data.position_title, rule).toMatch(/^[\w-]{20,}$/);
    }
    const { data } = left(new Employments(), EMPLOYMENT, { hash: ['termination_date'] });
    expect(data.left_on).toMatch(/^[\w-]{20,}$/);
    expect(data.employment_end_date).toBe('2026-05-31');
  });

  const declared = allStreams().flatMap((stream) =>
    stream.flat.flatMap((flat) =>
      flat.paths.map((path) => [`${stream.name}.${flat.column}`, path, stream, flat] as const),
    ),
  );
  test.each(declared)('%s and %s', (name, path, stream, { column }) => {
    const inner = path.endsWith('value') ? 7 : path.includes('date') ? '2026-05-31' : 'SECRET';
    const [holder = '', member] = path.split('.');
    const sent = Object.entries(stream.renamed).find(([, to]) => to === holder)?.[0] ?? holder;
    const row = { [sent]: member === undefined ? '2026-05-31' : { [member]: inner } };
    for (const rule of [name, `${stream.name}.${path}`, `${stream.name}.${holder}`]) {
      const { data, offered } = left(stream, row, { drop: [rule] });
      expect(offered, rule).not.toContain(column);
      expect(data[column], rule).toBeUndefined();
      expect(JSON.stringify(data), rule).not.toContain(String(inner));
    }
  });
});

test('a masked type is masked in the flat columns, too', async () => {
  const stream = new Compensations();
  const api = listsApi({ '/v2/compensations/types': [] });
  const masked = new MaskedTypes(await openTypeLists([stream], { named: [], recognised: true }, api), async () => {});
  const row = { type: { id: 'k', name: 'Krankengeld', category: 'SICK_PAY' }, amount: { value: 7, currency: 'EUR' } };
  const { data } = left(stream, row, {}, masked);

  expect(data).toMatchObject({ type_id: 'masked', type_name: 'Masked', type_category: null, amount_value: 7 });
  expect(JSON.stringify(data)).not.toMatch(/Krank|SICK/);
});

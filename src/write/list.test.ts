import { expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import type { Row } from '../row.ts';
import { ProjectMembers } from '../streams/attendance.ts';
import { Workplaces } from '../streams/organisation.ts';
import type { Stream } from '../streams/stream.ts';
import { listed } from './list.ts';

test('a row that a moving list shows twice counts once', async () => {
  const rows = [
    { id: '1', name: 'Jena' },
    { id: '2', name: 'Kiel' },
    { id: 1, name: 'Jena' },
  ];
  expect(await idsIn(new Workplaces(), rows)).toEqual(['1', '2']);
});

test('rows without an id are all there', async () => {
  const rows = [{ person: { id: '1' } }, { person: { id: '2' } }];
  expect(await idsIn(new ProjectMembers(), rows)).toHaveLength(2);
});

async function idsIn(stream: Stream, rows: readonly Row[]): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const { id } of listed(
    fakeApi(() => ({ _data: rows })),
    stream,
  ))
    ids.push(id);
  return ids;
}

import { expect, test } from 'vitest';
import { fakeRun } from '../../integration_tests/units/fake_run.ts';
import { ProjectIndex, projectOf } from './projects_index.ts';

const row = (id: string, code: string) => ({ id, project_code: code, name: `Name of ${code}`, status: 'ACTIVE' });

test('the list is read once more for a project that it may have lacked', async () => {
  const rows = [row('1', 'A')];
  let [reads, hasSettled] = [0, false];
  const answer = () => {
    reads++;
    return { _data: structuredClone(rows) };
  };
  const projects = new ProjectIndex({ ...fakeRun({ answer }), isSettled: () => hasSettled });
  expect(await projects.byCode('B')).toBeUndefined();
  rows.push(row('2', 'B'));
  expect(await projects.byCode('B')).toBeUndefined();

  hasSettled = true;
  expect((await projects.byCode('A'))?.id).toBe('1');
  expect(reads).toBe(1);
  expect((await projects.byCode('B'))?.id).toBe('2');
  expect(await projects.byCode('C')).toBeUndefined();
  expect(reads).toBe(2);
});

test('a project that a list showed before the answer to its create came is one project', async () => {
  const projects = new ProjectIndex(fakeRun({ answer: () => ({ _data: [row('1', 'A')] }) }));
  await projects.byCode('A');

  projects.wrote(projectOf({ ...row('1', 'A'), status: 'ARCHIVED' }));

  expect(await projects.byCode('A')).toMatchObject({ id: '1', isActive: false });
});

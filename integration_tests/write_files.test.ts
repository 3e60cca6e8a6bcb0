import { afterEach, describe, expect, test } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { writeInProcess } from './units/write_in_process.ts';

let sandbox: Sandbox;
afterEach(async () => {
  await sandbox.close();
});

const start = async (options: GivenOptions = {}): Promise<void> => {
  sandbox = await startSandbox({ persons: 12, ...options, limits: { on: false } });
};

interface Run {
  readonly mode?: string;
  readonly dryRun?: boolean;
}

/** Writes the rows of some objects into the sandbox, and returns what became of each. */
async function write(rows: Readonly<Record<string, readonly object[]>>, { mode = 'upsert', dryRun = false }: Run = {}) {
  const config = {
    mappings: Object.keys(rows).map((stream) => ({ stream, object: stream, operation: mode })),
    allow_removal: ['documents', 'project_members', 'projects'],
    clear_on_null: ['projects.end'],
    dry_run: dryRun,
    retry_seconds: 5,
  };
  const { lines, text } = await writeInProcess(sandbox, { rows, config });
  expect(text).not.toContain('"type":"ERROR"');
  return lines.map(({ outcome, code, column }) =>
    [outcome, code, column].filter((each) => each !== undefined).join(' '),
  );
}

const applied = () => sandbox.writes.map(({ method, route }) => `${method} ${route}`);
const people = () => sandbox.ids('persons');
const projectsOf = () => sandbox.rows('projects') as { id: string; name: string; parent_project?: object | null }[];

describe('projects', () => {
  test('are created once, changed where they differ, and archived', async () => {
    await start();
    const rows = [1, 2, 3].map((n) => ({
      project_code: `ERP-${n}`,
      name: `Erp ${n}`,
      start: '2026-01-01',
      end: '2026-07-01',
    }));

    expect(await write({ projects: rows })).toEqual(['created', 'created', 'created']);
    expect(await write({ projects: rows })).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await write({ projects: [{ ...rows[0], end: null, client_name: 'Client' }] })).toEqual(['changed']);
    expect(await write({ projects: rows.slice(1, 2) }, { mode: 'soft_delete' })).toEqual(['removed']);
    expect(applied()).toEqual([
      ...Array(3).fill('POST /v2/projects'),
      'PATCH /v2/projects/{id}',
      'PATCH /v2/projects/{id}',
    ]);
    expect(projectsOf().filter(({ name }) => name.startsWith('Erp'))).toMatchObject([
      { end: null, client_name: 'Client', status: 'ACTIVE' },
      { status: 'ARCHIVED' },
      { status: 'ACTIVE' },
    ]);
  });

  test.each(['id', 'wrapped'] as const)('the answer to a create: %s', async (created) => {
    await start({ disputed: { created } });
    expect(await write({ projects: [{ project_code: 'ERP', name: 'Erp' }] })).toEqual(['created']);
  });

  test('that an earlier run created without seeing them in the list yet', async () => {
    await start({ writeLagMs: 1500 });
    const rows = [{ project_code: 'ERP', name: 'Erp' }];
    await write({ projects: rows });
    sandbox.configure({ writeLagMs: 0 });
    expect(await write({ projects: rows })).toEqual(['unchanged']);
    expect(sandbox.creations.get('projects:ERP')).toBe(1);
  });

  test('a dry run writes nothing', async () => {
    await start();
    const rows = [{ project_code: 'ERP', name: 'Erp' }];
    expect(await write({ projects: [...rows, ...rows] }, { dryRun: true })).toEqual(['created', 'unchanged']);
    expect(applied()).toEqual([]);
  });
});

describe('members of projects', () => {
  test('share a call, and come and go once', async () => {
    await start();
    await write({ projects: [{ project_code: 'ERP', name: 'Erp' }] });
    sandbox.resetWrites();
    const rows = people().map((person_id) => ({ project_code: 'ERP', person_id }));

    expect(await write({ project_members: rows })).toEqual(rows.map(() => 'created'));
    expect(new Set(applied())).toEqual(new Set(['POST /v2/projects/{project}/members']));
    expect(await write({ project_members: rows })).toEqual(rows.map(() => 'unchanged'));
    expect(await write({ project_members: rows }, { mode: 'soft_delete' })).toEqual(rows.map(() => 'removed'));
    expect(await write({ project_members: rows }, { mode: 'soft_delete' })).toEqual(rows.map(() => 'unchanged'));
    expect(Math.max(...sandbox.creations.values())).toBe(1);
  });

  test('one who does not exist, and a sub-project', async () => {
    await start();
    await write({ projects: [{ project_code: 'ERP', name: 'Erp' }] });
    const sub = projectsOf().find(({ parent_project: parent }) => parent);
    const rows = [...people().slice(0, 4), '99999999'].map((person_id) => ({ project_code: 'ERP', person_id }));
    expect(await write({ project_members: rows })).toEqual([...Array(4).fill('created'), 'rejected refused']);
    if (sub)
      expect(await write({ project_members: [{ project_id: sub.id, person_id: people()[0] }] })).toEqual([
        'rejected conflict project_id',
      ]);
  });
});

const content = (text: string): string => Buffer.from(text).toString('base64');

describe('documents', () => {
  const rowsOf = () =>
    people()
      .slice(0, 2)
      .map((person_id, at) => ({
        ...{ person_id, category: categoryName(), title: `Über ${at}`, comment: 'Text', date: '2026-01-31' },
        ...{ content: content(`%PDF ${at}`), content_type: 'application/pdf' },
      }));
  const categoryName = () =>
    (sandbox.rows('document_categories') as { attributes: { name: string } }[])[0]?.attributes.name;

  test.each([
    ['title', 'same'],
    ['title', 'different'],
    ['file name', 'same'],
    ['file name', 'different'],
  ] as const)('are uploaded once where lists show the %s, and ids are %s', async (documentName, documentIds) => {
    await start({ disputed: { documentName, documentIds } });
    const rows = rowsOf();

    expect(await write({ documents: rows })).toEqual(['created', 'created']);
    expect(await write({ documents: rows })).toEqual(['unchanged', 'unchanged']);
    expect(await write({ documents: rows.map((row) => ({ ...row, content: content('other') })) })).toEqual(
      Array(2).fill('rejected exists title'),
    );
    const changed = rows.map((row) => ({ ...row, comment: 'New' }));
    expect(await write({ documents: [...rows, ...changed] })).toEqual([
      ...Array(2).fill('unchanged'),
      ...Array(2).fill('changed'),
    ]);
    const isShown = documentName === 'title';
    // Without a file, its name alone would be a guess.
    const expected = isShown ? 'removed' : 'rejected ambiguous_reference title';
    expect(await write({ documents: rows }, { mode: 'soft_delete' })).toEqual(Array(2).fill(expected));
    expect(applied()).toEqual([
      ...Array(2).fill('POST /v1/company/documents'),
      ...Array(2).fill('PATCH /v2/document-management/documents/{id}'),
      ...Array(isShown ? 2 : 0).fill('DELETE /v2/document-management/documents/{id}'),
    ]);
    expect(Math.max(...sandbox.creations.values())).toBe(1);
  });

  test('metadata of an upload of the same run', async () => {
    await start({ disputed: { documentIds: 'different' } });
    const [row] = rowsOf();
    expect(await write({ documents: [row, { ...row, comment: 'New' }] as object[] })).toEqual(['created', 'changed']);
  });

  test.each([
    { kind: 'reset', applied: true },
    { kind: 'status', status: 201, body: 'empty', applied: true },
  ] as const)('an upload whose answer is lost is found: %o', async (act) => {
    await start();
    sandbox.configure({
      trouble: [{ match: { method: 'POST', path: '/v1/company/documents', times: 1 }, act }],
    } as never);
    expect(await write({ documents: rowsOf().slice(0, 1) })).toEqual(['created']);
    expect(Math.max(...sandbox.creations.values())).toBe(1);
  });

  test('somebody or something that does not exist', async () => {
    await start();
    const [row] = rowsOf();
    const rows = [
      { ...row, person_id: '99999999' },
      { ...row, category: 'None' },
      { ...row, category: undefined, category_id: '99999999' },
    ];
    expect(await write({ documents: rows })).toEqual([
      'rejected unknown_reference',
      'rejected unknown_reference category',
      'rejected unknown_reference',
    ]);
  });
});

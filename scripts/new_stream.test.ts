// A new plain stream is a class, a schema and a row in the sandbox. This test adds one to a copy of the project and
// reads it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const exec = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '..');
const NEEDED = [
  'README.md',
  'answers',
  'docs',
  'integration_tests',
  'models',
  'package.json',
  'sandbox',
  'schemas',
  'scripts',
  'spec.json',
  'src',
];
const GENERATED = [
  'README.md',
  'docs/integrations/sources/personio.md',
  'docs/privacy.md',
  'docs/streams.md',
  'integration_tests/configured_catalog.json',
];

const CLASS = `
export class JobFamilies extends ListStream {
  readonly name = 'job_families';
  readonly path = '/v2/job-families';
  readonly scope = 'personio:jobs:read';
}
`;

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Job families',
  description: 'One row per family of jobs.',
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Id of the family.' },
    name: { type: ['null', 'string'], description: 'Name of the family.' },
    additional_fields: { type: ['null', 'object'], description: 'Members that this schema does not know yet.' },
  },
};

const ROW = `
  {
    stream: 'job_families',
    path: '/v2/job-families',
    scope: 'personio:jobs:read',
    rows: () => ['Optics', 'Firmware'].map((name, n) => ({ id: String(n), name, colour: 'blue' })),
  },`;

const copy = mkdtempSync(path.join(tmpdir(), 'source-personio-new-stream-'));
afterAll(() => rmSync(copy, { recursive: true }));

const file = (name: string): string => path.join(copy, name);
const text = (name: string): string => readFileSync(file(name), 'utf8');
const write = (name: string, value: object): void => writeFileSync(file(name), JSON.stringify(value));
const node = (...args: string[]) => exec(process.execPath, args, { cwd: copy });

test('a class, a schema and a row in the sandbox make a stream, and npm run docs adds it everywhere', async () => {
  for (const name of NEEDED) cpSync(path.join(ROOT, name), file(name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), file('node_modules'));
  writeFileSync(file('src/streams/jobs.ts'), text('src/streams/jobs.ts') + CLASS);
  write('schemas/job_families.json', SCHEMA);
  const table = text('sandbox/resources/plain.ts');
  writeFileSync(file('sandbox/resources/plain.ts'), table.replace(/(?<=const LISTS: .*\[)$/m, ROW));

  for (const name of GENERATED) expect(text(name), name).not.toContain('job_families');
  const [command = '', ...args] = JSON.parse(text('package.json')).scripts.docs.split(' ');
  expect(command).toBe('node');
  await node(...args);
  for (const name of GENERATED) expect(text(name), name).toContain('job_families');

  const sandbox = spawn(process.execPath, ['sandbox/main.ts', '--persons', '3', '--port', '0'], { cwd: copy });
  try {
    const [config] = await once(sandbox.stdout, 'data');
    writeFileSync(file('config.json'), config);
    const { streams } = JSON.parse(text('integration_tests/configured_catalog.json'));
    const isNew = ({ stream }: { stream: { name: string } }) => stream.name === 'job_families';
    write('catalog.json', { streams: streams.filter(isNew) });
    const { stdout } = await node('src/main.ts', 'read', '--config', 'config.json', '--catalog', 'catalog.json');
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

    expect(messages.flatMap(({ record }) => (record ? [[record.stream, record.data]] : []))).toEqual([
      ['job_families', { id: '0', name: 'Optics', additional_fields: { colour: 'blue' } }],
      ['job_families', { id: '1', name: 'Firmware', additional_fields: { colour: 'blue' } }],
    ]);
  } finally {
    sandbox.kill();
  }
});

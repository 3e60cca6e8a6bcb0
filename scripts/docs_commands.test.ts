import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { parseCatalog } from '../src/airbyte/catalog.ts';
import { EXIT_CODES } from '../src/cli/program.ts';
import type { Row } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import { blocksOf, readPage } from './docs_commands/blocks.ts';
import { faultsOf, parseYaml } from './docs_commands/kubernetes.ts';
import { Machine, Reader } from './docs_commands/reader.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const pagesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
const RUN_PAGES = pagesIn('docs/run');
const CONNECTOR_PAGE = 'docs/integrations/sources/personio.md';
/** Its commands are run by docs_destination.test.ts. */
const DESTINATION_PAGE = 'docs/integrations/destinations/personio.md';
/** Their commands are run, block after block. */
const PAGES = [
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/README.md',
  'docs/changes-and-deletions.md',
  'docs/models.md',
  'docs/queries.md',
  ...RUN_PAGES,
  CONNECTOR_PAGE,
];

const spec = JSON.parse(readPage('spec.json')).connectionSpecification;
const streamNames = allStreams().map(({ name }) => name);
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 12, attendances: 2, limits: { on: false } });
});

const machine = new Machine();
afterAll(async () => {
  await sandbox.close();
  machine.remove();
});

/**
 * A config is checked against the setup form, then given the sandbox's credential; a catalog names existing streams.
 */
function json(content: Row, title: string | undefined): object {
  expect(title, 'a JSON block is a file').toBeDefined();
  if (content.streams) {
    expect(streamNames).toEqual(expect.arrayContaining(parseCatalog(content, '').map(({ name }) => name)));
    return content;
  }
  assertConfig(content);
  return { ...content, ...sandbox.config };
}

function assertConfig(config: object): void {
  const validate = new Ajv({ strict: false, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } }).compile(spec);
  expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
  expect(Object.keys(spec.properties)).toEqual(expect.arrayContaining(Object.keys(config)));
}

describe.each(PAGES.filter((page) => blocksOf(page).length > 0))('%s', (page) => {
  let reader: Reader;
  beforeAll(() => {
    reader = new Reader(machine, json);
  });

  for (const block of blocksOf(page)) {
    const { line, text, notRun, title } = block;
    const what = title ?? text.trim().split('\n')[0];
    test(`line ${line}: ${what}${notRun === undefined ? '' : ` (not run: ${notRun})`}`, (context) =>
      reader.follow(block, context));
  }
});

test.each([...pagesIn('.'), ...pagesIn('docs'), ...RUN_PAGES, CONNECTOR_PAGE, DESTINATION_PAGE, 'models/README.md'])(
  'every link of %s leads somewhere',
  (page) => {
    for (const [, target = ''] of readPage(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const to = file === '' ? page : path.relative(ROOT, path.resolve(ROOT, path.dirname(page), file));
      expect(existsSync(path.join(ROOT, to)), target).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(to), target).toContain(anchor);
    }
  },
);

function anchorsOf(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('docs/run/README.md leads to every page', () => {
  const links = [...readPage('docs/run/README.md').matchAll(/\| \[([^\]]+)\]\(\1\) \|/g)].map(([, page]) => page);

  expect([...links, 'README.md'].sort()).toEqual(RUN_PAGES.map((page) => path.basename(page)).sort());
});

test("the connector's page explains every field of the setup form", () => {
  const text = readPage(CONNECTOR_PAGE);
  for (const [key, { title, airbyte_hidden }] of Object.entries<Field>(spec.properties)) {
    const row = `| ${title} (\`${key}\`) | `;
    expect(text.includes(row), row).toBe(airbyte_hidden !== true);
  }
});

interface Field {
  readonly title: string;
  readonly airbyte_hidden?: boolean;
}

test('docs/run/README.md has the exit codes of the help', () => {
  const [, sentence = ''] = EXIT_CODES.split('Exit codes: ');
  const [, table = ''] = /## Exit codes\n\n([\s\S]*?)\n\n/.exec(readPage('docs/run/README.md')) ?? [];
  const codes = (text: string) => [...text.matchAll(/\b\d{1,3}\b/g)].map(([code]) => code);

  expect([...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code)).toEqual(codes(sentence));
});

describe('the manifest of docs/run/kubernetes.md', () => {
  const page = 'docs/run/kubernetes.md';
  const blocks = blocksOf(page);
  const text = blocks.find(({ title }) => title === 'personio-hr.yaml')?.text ?? '';
  const documents = parseYaml(text);
  const [configMap, , cronJob] = documents;
  const kubectl = blocks.map((block) => block.text).join('');

  test('is valid for Kubernetes, and refers to what exists', () => {
    const secrets = [...kubectl.matchAll(/kubectl create secret generic (\S+) --from-file=config\.json/g)];

    expect(
      faultsOf(
        documents,
        secrets.map(([, name = '']) => name),
      ),
    ).toEqual([]);
    expect(cronJob.kind).toBe('CronJob');
  });

  test('a typo in it is noticed', () => {
    const faults = (from: string, to: string) => faultsOf(parseYaml(text.replace(from, to)), ['personio-hr']);

    expect(faults('backoffLimit', 'backofLimit')).not.toEqual([]);
    expect(faults('claimName: personio-hr', 'claimName: personio')).not.toEqual([]);
    expect(faults('value: /data', 'value: /date')).not.toEqual([]);
    expect(faults('"17 * * * *"', '"17 * * *"')).not.toEqual([]);
  });

  test('the commands use its names', () => {
    const { name } = cronJob.metadata;

    expect(kubectl).toContain(`--from=cronjob/${name}\n`);
    expect(kubectl).toContain('kubectl apply -f personio-hr.yaml');
    const jobs = [...kubectl.matchAll(/(?:kubectl create job | job\/)(\S+)/g)].map(([, job]) => job);
    expect(new Set(jobs).size).toBe(1);
  });

  test('requests the memory that metadata.yaml requests', () => {
    const [metadata] = parseYaml(readPage('metadata.yaml'));
    const jobs: { jobType: string; resourceRequirements: Record<string, string> }[] =
      metadata.data.resourceRequirements.jobSpecific;
    const { memory_request, memory_limit } = jobs.find(({ jobType }) => jobType === 'sync')?.resourceRequirements ?? {};
    const [{ resources }] = cronJob.spec.jobTemplate.spec.template.spec.containers;

    expect(memory_request).toBeDefined();
    expect(resources).toMatchObject({ requests: { memory: memory_request }, limits: { memory: memory_limit } });
  });

  test('its script reads, resumes from its state, and stores what a killed pod left', async () => {
    const reader = new Reader(machine, json);
    const env = `CONFIG="$PWD/config.json" CATALOG="$PWD/catalog.json" DATA="$PWD/data"`;
    const entrypoint = `AIRBYTE_ENTRYPOINT="node ${path.join(ROOT, 'dist/main.js')}"`;
    reader.save('config.json', JSON.stringify(sandbox.config));
    reader.save('catalog.json', configMap.data['catalog.json']);
    const script = reader.save('sync.sh', configMap.data['sync.sh']);
    chmodSync(script, 0o644);
    await reader.run('mkdir data');

    expect(await reader.run(`${env} ${entrypoint} sh sync.sh`)).toContain('persons: requested everything');
    const state = readFileSync(path.join(reader.folder, 'data/state.jsonl'), 'utf8');
    await reader.run(
      `cp data/out/*.jsonl data/run.part; printf '{"type":"RECORD","rec' >> data/run.part; rm -r data/out`,
    );
    expect(await reader.run(`${env} ${entrypoint} sh sync.sh`)).toContain('persons: requested changes since');

    const files = (await reader.run('cat data/out/*.jsonl')).trim().split('\n');
    const persons = files.map((line) => JSON.parse(line)).filter(({ record }) => record.stream === 'persons');
    expect(new Set(persons.map(({ record }) => record.data.id)).size).toBe(12);
    expect(state.trim().split('\n')).toHaveLength(3);
    expect(readFileSync(path.join(reader.folder, 'data/state.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
    sandbox.configure({ latencyMs: 500 });
    const stop = `${env} ${entrypoint} sh sync.sh & sleep 0.2; kill -TERM $!; wait $! || echo "ended with $?"`;
    expect(await reader.run(stop)).toMatch(/ended with 143\n$/);
    sandbox.configure({ latencyMs: 0 });
  });
});

test('meltano.yml of docs/run/meltano.md holds a valid config and existing streams', () => {
  const [project] = parseYaml(blocksOf('docs/run/meltano.md').find(({ title }) => title === 'meltano.yml')?.text ?? '');
  const [tap] = project.plugins.extractors;

  assertConfig({ ...tap.config.airbyte_config, client_secret: 'from the environment' });
  for (const pattern of tap.select) expect(streamNames).toContain(String(pattern).replace('.*', ''));
});

test('streams named in the programs and tables of docs/run exist', () => {
  for (const page of RUN_PAGES) {
    for (const { text, language } of blocksOf(page)) {
      if (language !== 'python') continue;
      const [, names = ''] = /(?:streams=|STREAMS = |select_streams\()\[([^\]]*)\]/.exec(text) ?? [];
      const named = [...names.matchAll(/"(\w+)"/g)].map(([, name]) => name);
      expect(streamNames).toEqual(expect.arrayContaining(named));
    }
  }
});

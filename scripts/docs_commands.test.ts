import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { parseCatalog } from '../src/airbyte/catalog.ts';
import { source } from '../src/cli/source.ts';
import { allStreams } from '../src/streams/index.ts';
import { type Block, blocksOf, readPage } from './docs_commands/blocks.ts';
import { faultsOf, isCron, parseYaml } from './docs_commands/kubernetes.ts';
import { hasPython, runPython } from './docs_commands/python.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const pagesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
const RUN_PAGES = pagesIn('docs/run');
const CONNECTOR_PAGE = 'docs/integrations/sources/personio.md';
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
let home = '';

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 12, attendances: 2, limits: { on: false } });
  home = mkdtempSync(path.join(tmpdir(), 'docs-'));
  // `docker` and `node` on the pages are the built connector and the Node that runs this test.
  mkdirSync(path.join(home, 'bin'));
  const standIn = (name: string, command: string) => {
    writeFileSync(path.join(home, 'bin', name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  };
  standIn('node', `'${process.execPath}'`);
  standIn('docker', `'${process.execPath}' '${path.join(ROOT, 'scripts/docs_commands/docker.ts')}'`);
});

afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true });
});

/** Follows a page: block after block, in one folder and those below it. */
class Reader {
  readonly #home = path.join(home, Math.random().toString(36).slice(2));
  #folder = path.join(this.#home, 'somewhere');
  #output = '';

  constructor() {
    mkdirSync(this.#folder, { recursive: true });
    // If a page says to copy the build, the copy exists.
    symlinkSync(path.join(ROOT, 'dist'), path.join(this.#folder, 'dist'));
  }

  get env(): Record<string, string> {
    return { PATH: `${home}/bin:${process.env.PATH}`, HOME: this.#home, LC_ALL: 'C', TZ: 'UTC' };
  }

  get folder(): string {
    return this.#folder;
  }

  /** Runs a command; the next one begins in the folder where it ends. */
  async run(command: string): Promise<string> {
    const mark = path.join(this.#home, 'pwd');
    const script = `set -e\n${command}\npwd > '${mark}'\n`;
    const options = { cwd: this.#folder, env: this.env, timeout: 20_000 };
    this.#output = await new Promise((resolve, reject) => {
      execFile('sh', ['-c', script], options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${command}\n${stdout}${stderr}`, { cause: error }));
        else resolve(stdout);
      });
    });
    this.#folder = readFileSync(mark, 'utf8').trim();
    return this.#output;
  }

  save(name: string, text: string): string {
    const file = path.join(this.#folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Follows a block; throws if it does not work. */
  async follow(block: Block, context: TestContext): Promise<void> {
    const { language, title, text, notRun } = block;
    if (title !== undefined) {
      expect(block.before, 'the text before a file names it').toContain(`\`${title.replace(/^dags\//, '')}\``);
      this.save(title, language === 'json' ? this.#json(text) : text);
    }
    switch (language) {
      case 'sh':
        this.#syntax(text);
        if (title === undefined && notRun === undefined) await this.run(text);
        return;
      case 'text':
        for (const line of text.trim().split('\n')) expect(this.#output).toMatch(quoted(line));
        return;
      case 'crontab':
        await this.#crontab(text);
        return;
      case 'json':
        expect(title, 'a JSON block is a file').toBeDefined();
        return;
      case 'yaml':
        expect(title, 'a YAML block is a file').toBeDefined();
        parseYaml(text);
        return;
      case 'python':
        if (!hasPython()) context.skip('there is no python3');
        runPython(title ?? '', this.#folder, this.env);
        return;
      case 'dockerfile':
        for (const line of text.trim().split('\n')) expect(line).toMatch(/^(FROM source-personio|USER 0)$/);
        return;
      case 'sql':
        // Run against databases by npm run test:clients.
        if (notRun === undefined) expect(text.trim().split('\n').length, 'a query fits on a screen').toBeLessThan(25);
        return;
      default:
        expect(notRun, `nothing here runs ${language}`).toBeDefined();
    }
  }

  /**
   * A config is checked against the setup form, then given the sandbox's credential; a catalog names existing streams.
   */
  #json(text: string): string {
    const content = JSON.parse(text);
    if (content.streams) {
      expect(streamNames).toEqual(expect.arrayContaining(parseCatalog(content, '').map(({ name }) => name)));
      return text;
    }
    assertConfig(content);
    return JSON.stringify({ ...content, ...sandbox.config });
  }

  #syntax(text: string): void {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }

  async #crontab(text: string): Promise<void> {
    for (const line of text.trim().split('\n')) {
      const [, schedule = '', command = ''] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
      expect(isCron(schedule.trim()), line).toBe(true);
      expect(command, 'cron takes % for a line break').not.toContain('%');
      await this.run(`(${command})`);
    }
  }
}

function assertConfig(config: object): void {
  const validate = new Ajv({ strict: false, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } }).compile(spec);
  expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
  expect(Object.keys(spec.properties)).toEqual(expect.arrayContaining(Object.keys(config)));
}

/** A pattern in which … matches any text. */
const quoted = (text: string): RegExp =>
  new RegExp(
    text
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );

describe.each(PAGES.filter((page) => blocksOf(page).length > 0))('%s', (page) => {
  let reader: Reader;
  beforeAll(() => {
    reader = new Reader();
  });

  for (const block of blocksOf(page)) {
    const { line, text, notRun, title } = block;
    const what = title ?? text.trim().split('\n')[0];
    test(`line ${line}: ${what}${notRun === undefined ? '' : ` (not run: ${notRun})`}`, (context) =>
      reader.follow(block, context));
  }
});

test.each([...pagesIn('.'), ...pagesIn('docs'), ...RUN_PAGES, CONNECTOR_PAGE, 'models/README.md'])(
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
  const [, sentence = ''] = source.exitCodes.split('Exit codes: ');
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
    const reader = new Reader();
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

// The workflows run only on GitHub: these tests check what can be known in advance.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const text = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
const permissions = { type: 'object', additionalProperties: { enum: ['read', 'write'] } };

/** GitHub's syntax as far as it is used here: a misspelt or missing key is an error. */
const SCHEMA = {
  type: 'object',
  required: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  additionalProperties: false,
  properties: {
    name: { type: 'string' },
    on: {
      type: 'object',
      additionalProperties: false,
      properties: { push: {}, pull_request: {}, workflow_call: {} },
    },
    permissions,
    concurrency: {
      type: 'object',
      required: ['group'],
      additionalProperties: false,
      properties: { group: { type: 'string' }, 'cancel-in-progress': {} },
    },
    env: texts,
    jobs: {
      type: 'object',
      propertyNames: { pattern: '^[a-z]+$' },
      additionalProperties: {
        oneOf: [
          {
            type: 'object',
            required: ['uses', 'permissions'],
            additionalProperties: false,
            properties: { uses: { type: 'string' }, needs: { type: 'string' }, permissions },
          },
          {
            type: 'object',
            required: ['runs-on', 'timeout-minutes', 'steps'],
            additionalProperties: false,
            properties: {
              'runs-on': { const: 'ubuntu-24.04' },
              'timeout-minutes': { type: 'integer' },
              needs: { type: 'string' },
              environment: { type: 'string' },
              permissions,
              steps: {
                type: 'array',
                minItems: 1,
                items: { oneOf: [step('uses', { with: texts }), step('run', { env: texts })] },
              },
            },
          },
        ],
      },
    },
  },
};

function step(does: string, properties: object): object {
  const all = { id: { type: 'string' }, name: { type: 'string' }, [does]: { type: 'string' }, ...properties };
  return { type: 'object', required: [does], additionalProperties: false, properties: all };
}

const workflows = new Map(
  readdirSync(new URL('../.github/workflows/', import.meta.url)).map((name) => {
    return [name, parse(text(`.github/workflows/${name}`)) as Workflow];
  }),
);
const stepsOf = (workflow: Workflow | undefined): Step[] =>
  Object.values(workflow?.jobs ?? {}).flatMap(({ steps }) => steps ?? []);
const runs = (workflow: Workflow | undefined): string =>
  stepsOf(workflow)
    .map(({ run }) => run ?? '')
    .join('\n');

describe.each([...workflows])('%s', (name, workflow) => {
  test('is written in GitHub’s syntax', () => {
    const validate = new Ajv({ strict: false }).compile(SCHEMA);
    validate(workflow);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('waits for jobs and uses outputs of steps that exist', () => {
    for (const { needs } of Object.values(workflow.jobs))
      if (needs !== undefined) expect(workflow.jobs).toHaveProperty(needs);
    for (const { steps = [] } of Object.values(workflow.jobs)) {
      const ids = steps.map(({ id }) => id);
      for (const [, id] of JSON.stringify(steps).matchAll(/steps\.(\w+)\./g)) expect(ids).toContain(id);
    }
  });

  test('uses actions of known owners only, at a commit, with its version for people and for Dependabot', () => {
    const lines = text(`.github/workflows/${name}`).match(/\buses: (?!\.\/).*/g) ?? [];

    expect(lines).toHaveLength(stepsOf(workflow).filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/^uses: (actions|docker)\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
    for (const { uses } of Object.values(workflow.jobs)) {
      if (uses !== undefined) expect(workflows.has(uses.replace('./.github/workflows/', ''))).toBe(true);
    }
  });

  test('keeps no credentials after the checkout', () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false });
  });

  test('puts no untrusted text into a script', () => {
    expect(runs(workflow)).not.toContain('${{');
  });

  test('runs scripts that exist', () => {
    const { scripts } = JSON.parse(text('package.json'));
    for (const [, script = ''] of runs(workflow).matchAll(/npm (?:run (?:--silent )?)?(?!ci|audit|run)([\w:]+)/g))
      expect(scripts).toHaveProperty(script);
  });
});

describe('ci.yml', () => {
  const ci = workflows.get('ci.yml');

  test('lints, tests and tries the image', () => {
    for (const command of ['check:lint', 'check:types', 'release -- --check', 'npm audit', 'npm test', 'test:image'])
      expect(runs(ci)).toContain(command);
  });

  test('may only read the repository, and has no secret', () => {
    expect(ci?.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(ci?.jobs ?? {})) expect(job).not.toHaveProperty('permissions');
    expect(text('.github/workflows/ci.yml')).not.toContain('secrets.');
    expect(ci?.on).not.toHaveProperty('pull_request_target');
  });
});

describe('release.yml', () => {
  const release = workflows.get('release.yml');
  const publish = release?.jobs.publish;

  test('publishes only after CI has passed, for both architectures, with provenance and a bill of materials', () => {
    expect(publish?.needs).toBe('ci');
    expect(release?.jobs.ci?.uses).toBe('./.github/workflows/ci.yml');
    const builds = publish?.steps?.filter(({ uses }) => uses?.startsWith('docker/build-push-action@')) ?? [];
    expect(builds.map((build) => build.with?.target)).toEqual(['source', 'destination']);
    for (const build of builds)
      expect(build.with).toMatchObject({
        platforms: 'linux/amd64,linux/arm64',
        push: true,
        provenance: 'mode=max',
        sbom: true,
      });
  });

  test('publishes the version of the tag under the names of the metadata', () => {
    expect(release?.env).toEqual({
      IMAGE: parse(text('metadata.yaml')).data.dockerRepository,
      DESTINATION_IMAGE: parse(text('destination/metadata.yaml')).data.dockerRepository,
    });
    expect(release?.on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
    expect(runs(release)).toContain('node scripts/release.ts --check "$version"');
  });

  test('gives each job only what it needs: only the last may write, only the publishing one has secrets', () => {
    expect(release?.permissions).toEqual({});
    const given = Object.entries(release?.jobs ?? {}).map(([name, { permissions }]) => [name, permissions]);
    expect(Object.fromEntries(given)).toEqual({
      ci: { contents: 'read' },
      publish: { contents: 'read' },
      notes: { contents: 'write' },
    });
    expect(publish?.environment).toBe('release');
    const { publish: _, ...others } = release?.jobs ?? {};
    expect(JSON.stringify(others)).not.toContain('secrets.');
  });
});

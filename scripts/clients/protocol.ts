// The published protocol models, strictly, on every line of every command, including failing ones.
import assert from 'node:assert/strict';
import type { Run } from '../../integration_tests/connector.ts';
import { type Check, inOrder } from '../checks.ts';
import type { Environments } from './environments.ts';
import { linesIn, StrictRuns } from './strict.ts';
import { type Kind, Target } from './target.ts';

export function protocolChecks(kind: Kind, environments: Environments): Check[] {
  async function validates(): Promise<string> {
    await environments.programs('protocol');
    const target = new Target(kind);
    const sandbox = await target.sandbox({ persons: 12 });
    const runs = new StrictRuns(target, target.program);
    const output = (exitCode: number, ...args: string[]): Promise<Run> => runs.run(exitCode, args);

    const config = {
      ...sandbox.config,
      extra_streams: ['legacy', 'per_person', 'recruiting', 'webhooks'],
      company_subdomain: 'sternwarte',
      jobs_url: sandbox.url,
    };
    const good = ['--config', target.file('config.json', config)];
    const wrong = ['--config', target.file('wrong.json', { ...config, client_secret: 'papi-not-the-secret' })];
    await output(0, 'spec');
    await output(0, 'check', ...good);
    await output(0, 'check', ...wrong);
    await output(0, 'check', '--config', target.file('broken.json', '{"client_id": 1'));
    await output(1, 'discover', ...wrong);
    const { messages } = await output(0, 'discover', ...good);
    const streams = messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []));

    // As PyAirbyte and the CDK write it: everything incremental, absent values as null.
    const configured = streams.map((stream) => ({
      stream: { ...stream, namespace: null },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      cursor_field: stream.default_cursor_field ?? null,
      primary_key: stream.source_defined_primary_key ?? null,
    }));
    const unknown = { ...configured[0], stream: { name: 'unheard_of', json_schema: {} } };
    const catalog = ['--catalog', target.file('catalog.json', { streams: configured })];
    const first = await output(0, 'read', ...good, ...catalog);
    const found = sandbox.truth();
    sandbox.change({ count: 3, insert: 1 });
    const state = ['--state', target.file('state.json', first.stateFile)];
    await output(0, 'read', ...good, ...catalog, ...state);
    await output(1, 'read', ...wrong, ...catalog);
    await output(1, 'read', ...good, '--catalog', target.file('unknown.json', { streams: [unknown, ...configured] }));
    await output(1, 'unheard_of');
    // Values that do not fit the schema, and a stream that is refused: `meta.changes`, and an error of one stream.
    sandbox.configure({
      rights: { employments: 'refused' },
      trouble: [{ match: { stream: 'persons' }, act: { kind: 'records', edit: 'wrong types' } }],
    });
    await output(1, 'read', ...good, ...catalog);

    for (const { name } of streams) {
      assert.equal(first.records(name).length, found[name]?.count, `records of ${name}`);
      assert.ok(first.states(name).length > 0, `a state of ${name}`);
    }
    const counts = await runs.validate(environments);
    assert.deepEqual(
      { SPEC: counts.SPEC, CONNECTION_STATUS: counts.CONNECTION_STATUS, CATALOG: counts.CATALOG },
      { SPEC: 1, CONNECTION_STATUS: 3, CATALOG: 1 },
    );
    const records = first.messages.filter(({ type }) => type === 'RECORD').length;
    assert.ok((counts.RECORD ?? 0) > records, 'records of every read are among them');
    await target.close();
    return `${runs.count} commands, ${streams.length} streams, ${linesIn(counts)} lines`;
  }

  return inOrder([{ name: `${kind}: every line passes the protocol models, strictly`, run: validates }]);
}

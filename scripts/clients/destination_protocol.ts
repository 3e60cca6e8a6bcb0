// The published protocol models, strictly, on every line of the destination, of runs that fail, too.
import assert from 'node:assert/strict';
import type { Json } from '../../integration_tests/connector.ts';
import { linesOf, OBJECTS, STREAMS } from '../../integration_tests/write/load.ts';
import { row, state } from '../../integration_tests/write/program.ts';
import type { Check } from '../checks.ts';
import { CATALOG, INPUT } from '../platform_load.ts';
import type { Environments } from './environments.ts';
import { linesIn, StrictRuns } from './strict.ts';
import { type Kind, Target } from './target.ts';

export function destinationProtocolChecks(kind: Kind, environments: Environments): Check[] {
  async function validates(): Promise<string> {
    await environments.programs('protocol');
    const target = new Target(kind);
    const sandbox = await target.sandbox({ persons: 3 });
    const runs = new StrictRuns(target, target.destination);
    const config = { ...sandbox.config, settle_seconds: 0, retry_seconds: 1, allow_removal: ['persons'] };
    const withConfig = (name: string, more: Json = {}) => ['--config', target.file(name, { ...config, ...more })];
    const good = withConfig('config.json');
    const wrong = withConfig('wrong.json', { client_secret: 'papi-not-the-secret' });
    const streams = STREAMS.map(({ name, mode }) => ({
      stream: { name, json_schema: {} },
      sync_mode: 'full_refresh',
      destination_sync_mode: mode,
    }));
    const catalog = ['--catalog', target.file('catalog.json', { streams })];
    const platform = ['--catalog', target.file('platform.json', CATALOG)];

    await runs.run(0, ['spec']);
    await runs.run(0, ['check', ...good]);
    await runs.run(0, ['check', ...wrong]);
    await runs.run(1, ['discover', ...wrong]);
    const { messages } = await runs.run(0, ['discover', ...good]);
    assert.ok(messages.some(({ type }) => (type as string) === 'DESTINATION_CATALOG'));
    await runs.run(1, ['unheard_of']);
    await runs.run(1, ['write', ...wrong, ...catalog]);

    const load = `${linesOf().join('\n')}\n`;
    await runs.run(0, ['write', ...withConfig('dry.json', { dry_run: true }), ...catalog], load);
    const loaded = await runs.run(0, ['write', ...good, ...catalog], load);
    assert.equal(loaded.messages.filter(({ type }) => type === 'STATE').length, OBJECTS.length);
    // Rejects, a column that no member takes, noise, states of other types, a broken line, a stream that is unknown.
    await runs.run(0, ['write', ...good, ...platform], INPUT);
    await runs.run(1, ['write', ...withConfig('fail.json', { on_reject: 'fail' }), ...platform], INPUT);
    const more = [
      row('projects', { project_code: 'W-3', name: 'Prism', colour: 'red' }),
      'no message',
      JSON.stringify({ type: 'STATE', state: { type: 'GLOBAL', global: { stream_states: [] }, id: 5, data: null } }),
      state('projects', 6),
    ];
    await runs.run(1, ['write', ...good, ...catalog], [...more, '{"type":"RECORD"'].join('\n'));
    await runs.run(1, ['write', ...good, ...catalog], `${row('unheard_of', { id: 1 })}\n`);
    // A right that is missing stops one stream, and trouble that lasts another.
    sandbox.configure({
      rights: { 'persons:write': 'refused' },
      trouble: [{ match: { stream: 'projects', method: 'POST' }, act: { kind: 'status', status: 500 } }],
    });
    const fresh = [
      row('persons', { email: 'di.sample@x.example', first_name: 'Di', last_name: 'Sample' }),
      row('projects', { project_code: 'W-4', name: 'Tube' }),
    ];
    const { errors } = await runs.run(1, ['write', ...good, ...catalog], `${fresh.join('\n')}\n`);
    assert.deepEqual(errors.map(({ failure_type: type }) => type).sort(), ['config_error', 'transient_error']);

    const counts = await runs.validate(environments);
    const { SPEC, CONNECTION_STATUS, DESTINATION_CATALOG } = counts;
    assert.deepEqual(
      { SPEC, CONNECTION_STATUS, DESTINATION_CATALOG },
      { SPEC: 1, CONNECTION_STATUS: 2, DESTINATION_CATALOG: 1 },
    );
    await target.close();
    return `${runs.count} commands, ${linesIn(counts)} lines, ${counts.STATE} states`;
  }

  return [{ name: `${kind}: every line of the destination passes the protocol models, strictly`, run: validates }];
}

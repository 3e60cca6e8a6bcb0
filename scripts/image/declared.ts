// What an image says of itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { docker, ROOT } from '../engine.ts';

export const CODE = '/airbyte/integration_code';

/** The image runs this file of the bundle and says so, with the names in the metadata. */
export async function assertDeclared(image: string, file: string, metadata: string): Promise<void> {
  const { Config } = JSON.parse(await docker(['image', 'inspect', '--format', '{{json .}}', image]));
  assert.equal(Config.User, '1000:1000');
  assert.deepEqual(Config.Entrypoint, ['node', `${CODE}/${file}`]);
  assert.ok(Config.Env.includes(`AIRBYTE_ENTRYPOINT=node ${CODE}/${file}`), 'AIRBYTE_ENTRYPOINT is the entrypoint');
  const { data } = parse(fs.readFileSync(path.join(ROOT, metadata), 'utf8'));
  assert.equal(Config.Labels['io.airbyte.version'], data.dockerImageTag);
  assert.equal(Config.Labels['io.airbyte.name'], data.dockerRepository);
}

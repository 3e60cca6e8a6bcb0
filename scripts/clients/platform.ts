// The destination as the Airbyte platform starts it: its entrypoint, evaluated by a shell in a folder of its own, from and
// into named pipes. With the image: npm run test:image.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Check } from '../checks.ts';
import { ROOT } from '../engine.ts';
import { assertLoaded, CATALOG, INPUT } from '../platform_load.ts';
import { Program, run } from '../process.ts';
import { Target } from './target.ts';

const SCRIPT = `eval "$AIRBYTE_ENTRYPOINT write --config connectorConfig.json --catalog catalog.json" <in 2>err >out`;

export function platformChecks(): Check[] {
  async function writes(): Promise<undefined> {
    const target = new Target('executable');
    const account = await target.sandbox({ persons: 0 });
    const cwd = path.join(target.folder, 'dest');
    const file = (name: string) => path.join(cwd, name);
    target.file('dest/connectorConfig.json', { ...account.config, settle_seconds: 0 });
    target.file('dest/catalog.json', CATALOG);
    await run('mkfifo', ['in', 'out', 'err'].map(file));
    const env = { ...process.env, AIRBYTE_ENTRYPOINT: `'${process.execPath}' '${ROOT}/dist/destination.js'` };
    const [reader, errors] = [new Program('cat', [file('out')]), new Program('cat', [file('err')])];
    const [{ exit }] = await Promise.all([
      run('sh', ['-c', SCRIPT], { cwd, env }),
      run('sh', ['-c', 'cat >in'], { cwd, input: INPUT }),
    ]);
    assert.equal((await errors.ended).stdout, '', 'stderr is not empty');
    const output = await reader.ended;
    assert.equal(exit, 0, JSON.stringify(output.errors));
    assertLoaded(output, account);
    await target.close();
    return undefined;
  }

  return [{ name: "executable, the platform's way: eval, named pipes, its catalog, states with ids", run: writes }];
}

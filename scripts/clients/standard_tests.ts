// Airbyte's own tests of connectors, from its CDK, with the project's acceptance-test-config.yml.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type Check, Skip } from '../checks.ts';
import { IMAGE, ROOT } from '../engine.ts';
import { run, tail } from '../process.ts';
import type { Environments } from './environments.ts';
import { type Kind, Target } from './target.ts';

const TESTS = path.join(ROOT, 'integration_tests', 'clients', 'standard_tests.py');
const CONFIG = 'acceptance-test-config.yml';
/**
 * This many tests are known to apply; the others skip themselves, such as a read with the config that is meant to fail.
 */
const EXPECTED: Record<Kind, number> = { executable: 9, image: 6 };

export function standardTests(kind: Kind, environments: Environments): Check[] {
  async function runs(): Promise<string> {
    const python = path.join(await environments.programs('cdk'), 'python');
    if (!fs.existsSync(path.join(ROOT, CONFIG))) throw new Skip(`there is no ${CONFIG}`);
    const target = new Target(kind);
    // What the comment at the top of the config requires.
    const sandbox = await target.sandbox({ persons: 8, seed: 1 });
    const root = path.join(target.folder, 'root', 'source-personio');
    for (const name of ['metadata.yaml', CONFIG]) {
      target.file(path.join('root', 'source-personio', name), fs.readFileSync(path.join(ROOT, name), 'utf8'));
    }
    for (const name of ['sample_config.json', 'marked_config.json', 'invalid_config.json']) {
      const config = fs.readFileSync(path.join(ROOT, 'integration_tests', name), 'utf8');
      target.file(
        path.join('root', 'source-personio', 'integration_tests', name),
        config.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, sandbox.url),
      );
    }
    const of = kind === 'image' ? ['-k', 'TestImage', '--connector-image', IMAGE] : ['-k', 'TestSource'];
    // Their warnings about catalogs are failures of a later version. No cache: the folder of the tests stays clean.
    const strict = ['-W', 'error::airbyte_cdk.test.standard_tests._catalog_checks.DiscoveredCatalogWarning'];
    const options = ['-q', '-rs', '-p', 'no:cacheprovider', '-c', '/dev/null', '--rootdir', path.dirname(TESTS)];
    const env = {
      ...target.environment,
      CONNECTOR_ROOT: root,
      CONNECTOR: target.program,
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const all = ['--read-from-streams', 'all', '--read-scenarios', 'sample_config,marked_config'];
    const { exit, stdout, stderr } = await run(python, ['-m', 'pytest', ...options, ...strict, ...of, ...all, TESTS], {
      cwd: target.folder,
      env,
    });
    // pytest marks what was wrong with an E.
    const wrong = stdout.split('\n').filter((text) => /^E {3}|^FAILED/.test(text));
    assert.equal(exit, 0, wrong.length > 0 ? wrong.join('\n').slice(0, 1_500) : tail(`${stdout}\n${stderr}`));
    const result = /(\d+) passed(?:, (\d+) skipped)?/.exec(stdout);
    assert.ok(Number(result?.[1] ?? 0) >= EXPECTED[kind], `fewer tests than known to apply: ${tail(stdout)}`);
    await target.close();
    return `${result?.[1]} tests, ${result?.[2] ?? 0} do not apply`;
  }

  return [{ name: `${kind}: standard tests of Airbyte's CDK`, run: runs }];
}

// Runs both programs under the real clients of the Airbyte world, as executable and as image: `npm run test:clients`.
// One line per check; the last line is `N passed, N failed, N skipped`. The clients are Python packages, pinned in
// integration_tests/clients/requirements and kept in a cache folder. Whatever the machine lacks is skipped: Python, a
// package registry, GitHub, PostgreSQL, a Docker engine or the image's base.
import { type Check, Skip, Tally } from './checks.ts';
import { destinationProtocolChecks } from './clients/destination_protocol.ts';
import { duckdbChecks } from './clients/duckdb.ts';
import { Environments, findPython } from './clients/environments.ts';
import { meltanoChecks } from './clients/meltano.ts';
import { pipeChecks } from './clients/pipe.ts';
import { platformChecks } from './clients/platform.ts';
import { protocolChecks } from './clients/protocol.ts';
import { pyairbyteChecks } from './clients/pyairbyte.ts';
import { pyairbyteDestinationChecks } from './clients/pyairbyte_destination.ts';
import { postgresChecks } from './clients/pyairbyte_postgres.ts';
import { standardTests } from './clients/standard_tests.ts';
import { closeAll, type Kind } from './clients/target.ts';
import { buildDestinationImage, buildImage, docker, engineVersion, IMAGE } from './engine.ts';
import { endAll } from './process.ts';

const BASE = 'node:24-slim';

function checksOf(kind: Kind, environments: Environments): Check[] {
  return [
    protocolChecks,
    standardTests,
    meltanoChecks,
    pyairbyteChecks,
    destinationProtocolChecks,
    pipeChecks,
    pyairbyteDestinationChecks,
  ].flatMap((checks) => checks(kind, environments));
}

async function builds(): Promise<undefined> {
  if ((await engineVersion()) === undefined) throw new Skip('no Docker engine answers');
  const has = () => docker(['image', 'inspect', BASE]);
  await has()
    .catch(() => docker(['pull', '--quiet', BASE]))
    .catch(() => {
      throw new Skip(`neither the engine nor a registry has ${BASE}`);
    });
  await buildImage();
  return await buildDestinationImage();
}

async function main(): Promise<void> {
  const tally = new Tally();
  const python = await findPython();
  if (python === undefined) {
    console.log('No Python from 3.10 to 3.12 with venv and pip is here: the clients are not tested.');
    tally.count.skipped = 1;
    tally.close();
    return;
  }
  console.log(`Python ${python.version}, image ${IMAGE}`);
  const environments = new Environments(python);
  // In the order in which they are needed.
  environments.prepare(['protocol', 'cdk', 'tap_airbyte', 'target_jsonl', 'meltano', 'pyairbyte']);
  try {
    await tally.attemptAll([
      ...checksOf('executable', environments),
      ...platformChecks(),
      ...postgresChecks(environments),
      ...duckdbChecks(environments),
    ]);
    const failures = tally.count.failed + tally.count.skipped;
    await tally.attemptAll([{ name: 'the images build', run: builds }]);
    const images = checksOf('image', environments);
    if (tally.count.failed + tally.count.skipped === failures) await tally.attemptAll(images);
    else tally.count.skipped += images.length;
  } finally {
    endAll();
    await closeAll();
  }
  tally.close();
}

await main();

// Writes models/sql, the models as plain views: `npm run models`.
import path from 'node:path';
import { Environments, findPython } from './clients/environments.ts';
import { writeViews } from './models/plain_views.ts';

const python = await findPython();
if (python === undefined) {
  console.error('npm run models compiles them with dbt, which needs Python 3.10, 3.11 or 3.12.');
  process.exitCode = 1;
} else {
  const environments = new Environments(python);
  environments.prepare(['dbt']);
  await writeViews(path.join(await environments.programs('dbt'), 'dbt'));
}

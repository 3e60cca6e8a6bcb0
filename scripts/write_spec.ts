// Makes spec.json from the setup form in src/config.ts. A test fails while the two differ.
import { writeFileSync } from 'node:fs';
import { connectorSpecification } from '../src/config.ts';

writeFileSync(new URL('../spec.json', import.meta.url), `${JSON.stringify(connectorSpecification(), null, 2)}\n`);

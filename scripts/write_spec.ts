// Generates spec.json from the setup form in src/config/source.ts. A test fails while the two differ.
import { writeFileSync } from 'node:fs';
import { connectorSpecification } from '../src/config/spec.ts';

writeFileSync(new URL('../spec.json', import.meta.url), `${JSON.stringify(connectorSpecification(), null, 2)}\n`);

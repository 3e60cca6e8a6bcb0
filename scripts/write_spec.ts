// Generates the spec.json of both programs from their setup forms in src/config. A test fails while they differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { destinationSpecification, sourceSpecification } from '../src/config/spec.ts';

const root = new URL('../', import.meta.url);
const write = (file: string, content: object): void =>
  writeFileSync(new URL(file, root), `${JSON.stringify(content, null, 2)}\n`);

mkdirSync(new URL('destination', root), { recursive: true });
write('spec.json', sourceSpecification());
write('destination/spec.json', destinationSpecification());

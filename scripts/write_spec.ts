// Generates the spec.json of both programs from their setup forms in src/config, and the schemas of what the destination
// writes. A test fails while they differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { publishedSchema } from '../src/commands/destination/object_schema.ts';
import { destinationSpecification, sourceSpecification } from '../src/config/spec.ts';
import { OBJECTS } from '../src/write/objects/index.ts';

const root = new URL('../', import.meta.url);
const write = (file: string, content: object): void =>
  writeFileSync(new URL(file, root), `${JSON.stringify(content, null, 2)}\n`);

mkdirSync(new URL('destination/schemas', root), { recursive: true });
write('spec.json', sourceSpecification());
write('destination/spec.json', destinationSpecification());
for (const object of Object.values(OBJECTS)) write(`destination/schemas/${object.name}.json`, publishedSchema(object));

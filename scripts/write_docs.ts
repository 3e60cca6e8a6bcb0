// Writes everything that lists streams, from src/streams/ and schemas/: `npm run docs`. A test fails while a file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { destinationLists } from './docs/destination_lists.ts';
import { flatSchemas } from './docs/flat_schemas.ts';
import { withLists } from './docs/markdown.ts';
import { columnLists, modelLists } from './docs/model_lists.ts';
import { privacyLists } from './docs/privacy_lists.ts';
import { removalLists } from './docs/removal_lists.ts';
import { connectorLists, readmeLists, sampleCatalog } from './docs/stream_lists.ts';
import { pageLists } from './docs/streams_page.ts';

const ROOT = new URL('../', import.meta.url);

const PAGES = {
  'README.md': readmeLists,
  'docs/changes-and-deletions.md': removalLists,
  'docs/integrations/destinations/personio.md': destinationLists,
  'docs/integrations/sources/personio.md': connectorLists,
  'docs/model-columns.md': columnLists,
  'docs/models.md': modelLists,
  'docs/privacy.md': privacyLists,
  'docs/streams.md': pageLists,
};

/** What each generated file should hold, by its path. */
export function generatedFiles(): Map<string, string> {
  const pages = Object.entries(PAGES).map(([file, lists]): [string, string] => {
    return [file, withLists(file, readFileSync(new URL(file, ROOT), 'utf8'), lists)];
  });
  return new Map([...flatSchemas(), ['integration_tests/configured_catalog.json', sampleCatalog()], ...pages]);
}

if (import.meta.main) {
  // The pages show the schemas.
  for (const [file, text] of flatSchemas()) writeFileSync(new URL(file, ROOT), text);
  for (const [file, text] of generatedFiles()) writeFileSync(new URL(file, ROOT), text);
}

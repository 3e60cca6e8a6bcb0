// The lists of docs/privacy.md.
import { fixedSchema } from '../../src/account/available.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { Policy } from '../../src/privacy/policy.ts';
import { COMPANY_STREAMS, type Preset, RULES_OF } from '../../src/privacy/presets.ts';
import { plainStep, type Step } from '../../src/privacy/rules.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { code, table } from './markdown.ts';
import { rightsTable } from './rights.ts';

const PATTERNS_A_LINE = 8;

/** The fields of a stream that a preset treats like this; for an object treated as a whole, only the object. */
function treated(stream: Stream, policy: Policy, wanted: 'drop' | 'year'): string[] {
  const walk = (schema: JsonSchema, path: readonly Step[]): string[] =>
    Object.entries((schema.items ?? schema).properties ?? {}).flatMap(([name, inner]) => {
      const at = [...path, plainStep(name)];
      const treatment = policy.treatmentOf(stream, at);
      if (treatment === wanted) return [at.map(({ names }) => names[0]).join('.')];
      return treatment === undefined ? walk(inner, at) : [];
    });
  return walk(fixedSchema(stream), []);
}

function columns(streams: readonly Stream[]): string {
  const policyOf = (preset: Preset) =>
    new Policy({ preset, drop: [], hash: [], sensitive_absence_types: [], keep: [] }, []);
  const [special, analytics] = [policyOf('no_special_categories'), policyOf('analytics')];
  const list = (names: readonly string[]) => names.map(code).join(', ');
  const rows = streams.flatMap((stream) => {
    const both = treated(stream, special, 'drop');
    const more = treated(stream, analytics, 'drop').filter((name) => !both.includes(name));
    const years = treated(stream, analytics, 'year').map((name) => `${code(name)} is shortened to the year`);
    if (both.length + more.length + years.length === 0) return [];
    return [[code(stream.name), list(both), [...more.map(code), ...years].join(', ')]];
  });
  return table(['Stream', 'Both presets drop', '`analytics` also drops'], rows);
}

const PEOPLE = ['persons', 'employees'];

/** Where the ids of people are. */
export function personIds({ name, parent, references }: Stream): string[] {
  const own = PEOPLE.includes(name) ? ['id'] : [];
  const parents = parent?.column !== undefined && PEOPLE.includes(parent.stream.name) ? [parent.column] : [];
  const others = references.flatMap(({ column, member, to = '' }) =>
    PEOPLE.some((people) => to === `${people}.id`) ? [column ?? member] : [],
  );
  return [...new Set([...own, ...parents, ...others])];
}

function idTable(streams: readonly Stream[]): string {
  const rows = streams.map((stream) => [code(stream.name), personIds(stream).map(code).join(', ')]);
  return table(
    ['Stream', 'Ids of people'],
    rows.filter(([, ids]) => ids !== ''),
  );
}

/** The column that says whose row it is. */
const ownerOf = (stream: Stream): string | undefined =>
  ['person_id', 'owner_id', 'id'].find((column) => personIds(stream).includes(column));

const sql = (title: string, lines: readonly string[]): string =>
  `\`\`\`sql title=${title}.sql\n${lines.join('\n')}\n\`\`\``;

/** A statement for each table with rows of people. A tombstone has only the key of its row. */
function erasure(streams: readonly Stream[]): string {
  const statements = streams.flatMap((stream) => {
    const { name, primaryKey: key, removals } = stream;
    const owner = ownerOf(stream);
    if (owner === undefined) return [];
    const own = `WHERE ${owner} IN (SELECT id FROM erased)`;
    const isByKey = removals !== undefined && key !== owner;
    return [`DELETE FROM ${name} ${isByKey ? `WHERE ${key} IN (SELECT ${key} FROM ${name} ${own})` : own};`];
  });
  return sql('erase', statements);
}

/** The rest of rows that tombstones have blanked. */
function blanked(streams: readonly Stream[]): string {
  const own = streams.filter((stream) => stream.removals && ownerOf(stream) !== undefined);
  return sql(
    'blanked',
    own.map(({ name }) => `DELETE FROM ${name} WHERE _ab_cdc_deleted_at IS NOT NULL;`),
  );
}

/** People that a table still names although the table of people does not have them. */
function missing(streams: readonly Stream[]): string {
  const named = streams.flatMap((stream) => {
    const owner = ownerOf(stream);
    return owner === undefined || stream.name === 'persons' ? [] : [`SELECT ${owner} AS id FROM ${stream.name}`];
  });
  const from = named.map((select, index) => `  ${index === 0 ? '' : 'UNION ALL '}${select}`);
  const condition = 'WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM persons);';
  return sql('missing', ['CREATE TABLE erased AS', 'SELECT DISTINCT id', 'FROM (', ...from, ') AS named', condition]);
}

function patterns(rules: readonly string[]): string {
  const rows: string[] = [];
  for (let from = 0; from < rules.length; from += PATTERNS_A_LINE)
    rows.push(rules.slice(from, from + PATTERNS_A_LINE).join('  '));
  return `\`\`\`text\n${rows.join('\n')}\n\`\`\``;
}

const { no_special_categories: special, analytics } = RULES_OF;

export const privacyLists: Readonly<Record<string, () => string>> = {
  rights: rightsTable,
  columns: () => columns(allStreams()),
  'person ids': () => idTable(allStreams()),
  erasure: () => erasure(allStreams()),
  blanked: () => blanked(allStreams()),
  missing: () => missing(allStreams()),
  'company streams': () => [...COMPANY_STREAMS].sort().map(code).join(', '),
  'patterns of no_special_categories': () => patterns(special.drop),
  'patterns of analytics': () => patterns(analytics.drop.filter((rule) => !special.drop.includes(rule))),
  'patterns of years': () => patterns(analytics.year),
};

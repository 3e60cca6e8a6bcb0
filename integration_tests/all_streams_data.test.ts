import { describe, expect, test } from 'vitest';
import { startSandbox } from '../sandbox/server.ts';
import { parseJson } from '../src/json.ts';
import { isObject, type Row, scalarText } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import { discover, everything, keyOf, type OfferedStream, readOffered, startRewriter } from './all_streams.ts';
import type { Json, Run } from './connector.ts';

const account = { persons: 60, seed: 7, limits: { on: false } };

describe('ids above 2^53', () => {
  /** Nineteen digits, so close together that hundreds of them are one double. */
  const PREFIX = '9007199254';
  const long = (id: string) => PREFIX + id.padStart(9, '0');
  const short = (text: string) => text.replace(/9007199254(\d{9})/g, (_, digits: string) => String(Number(digits)));
  const IDS = /^(id|employee|created_by|(?!global|attribute|universal).*_ids?)$/;
  const isNumeric = (value: unknown) => /^\d{2,9}$/.test(scalarText(value));

  /** Replaces every id in a body by one of nineteen digits: numbers stay numbers, text stays text. */
  function lengthen(value: unknown, name = ''): unknown {
    if (Array.isArray(value)) return value.map((item) => lengthen(item, name));
    if (isObject(value)) {
      // v1 wraps values: `"id": { "label": "ID", "value": 17 }`.
      const isWrapper = IDS.test(name) && 'value' in value;
      return Object.fromEntries(
        Object.entries(value).map(([member, inner]) => [
          member,
          lengthen(inner, isWrapper && member === 'value' ? 'id' : member),
        ]),
      );
    }
    if (!IDS.test(name) || !isNumeric(value)) return value;
    if (typeof value === 'string') return long(value);
    return typeof value === 'number' ? JSON.rawJSON(long(String(value))) : value;
  }

  test('arrive digit by digit, as keys and as references, in every stream', async () => {
    const sandbox = await startSandbox(account);
    const between = await startRewriter(sandbox, {
      target: short,
      json: (body) => lengthen(body),
      xml: (text) => text.replace(/<id>(\d+)<\/id>/g, (_, id: string) => `<id>${long(id)}</id>`),
    });
    const config = { ...everything(sandbox), api_url: between.url, jobs_url: between.url };
    const { streams } = await discover(config);

    const run = await readOffered(config, streams);

    expect([run.exit, run.errors]).toEqual([0, []]);
    const records = exactRecords(run);
    const truth = sandbox.truth();
    for (const stream of streams) {
      const { name } = stream;
      const { ids = [], count = 0 } = truth[name] ?? {};
      const keys = (records.get(name) ?? []).map((record) => scalarText(record[keyOf(stream)]));
      if (ids.length < count) expect(new Set(keys).size, name).toBe(count);
      else expect(keys.sort(), name).toEqual(ids.map((id) => id.replace(/(?<=^|:)\d{3,9}(?=:|$)/g, long)).sort());
    }
    let references = 0;
    for (const { name, references: declared } of allStreams()) {
      for (const { column, to } of declared) {
        if (column === undefined) continue;
        const [target = '', field = ''] = to?.split('.') ?? [];
        const known = new Set((records.get(target) ?? []).map((record) => scalarText(record[field])));
        for (const record of records.get(name) ?? []) {
          const id = record[column] ?? null;
          if (id === null) continue;
          references++;
          expect(scalarText(id), `${name}.${column}`).not.toMatch(/^\d{1,18}$/);
          if (to !== undefined) expect(known.has(scalarText(id)), `${name}.${column} ${scalarText(id)}`).toBe(true);
        }
      }
    }
    expect(references).toBeGreaterThan(1000);
    between.close();
    await sandbox.close();
  });
});

describe('members that no schema knows', () => {
  const NEW = { shoe_size: 43, office_dog: { name: 'Rüdiger', since: null } };
  /** Streams in which unknown members cannot be told apart, or do not fit. */
  const CANNOT: Readonly<Record<string, string>> = {
    absence_entitlements: 'its rows are entries of a list of employees',
    custom_report_rows: 'its rows are items of a report',
    employees: 'an unknown attribute may be one that was not selected: it does not leave',
    person_custom_attributes: 'its rows are entries of a list of persons',
    profile_pictures: 'a file has no members',
  };

  /** Rows of reports have no members. */
  const REPORT = /^\/v2\/reports\/[0-9a-f]{8}-/;

  /** A v1 row has its members inside `attributes`, those of its balances and attributes not. */
  function enriched(row: unknown): unknown {
    if (!isObject(row)) return row;
    return isObject(row.attributes) ? { ...row, attributes: { ...row.attributes, ...NEW } } : { ...row, ...NEW };
  }

  function enrich(body: unknown): unknown {
    if (!isObject(body)) return body;
    const member = '_data' in body ? '_data' : 'data';
    const rows = body[member];
    return Array.isArray(rows) ? { ...body, [member]: rows.map(enriched) } : body;
  }

  test('are additional fields of every stream', async () => {
    const sandbox = await startSandbox(account);
    const between = await startRewriter(sandbox, {
      json: (body, path) => (REPORT.test(path) ? body : enrich(body)),
      xml: (text) => text.replaceAll('<position>', '<position><shoeSize>43</shoeSize>'),
    });
    const config = { ...everything(sandbox), api_url: between.url, jobs_url: between.url };
    const names = allStreams().map(({ name }) => name);
    const streams = (await discover(everything(sandbox))).streams.filter(({ name }) => names.includes(name));

    const run = await readOffered(config, streams);

    expect([run.exit, run.errors]).toEqual([0, []]);
    const records = exactRecords(run);
    for (const { name } of streams) {
      const rows = records.get(name) ?? [];
      expect(rows.length, name).toBeGreaterThan(0);
      if (name in CANNOT) continue;
      const expected = name === 'open_positions' ? { shoe_size: '43' } : NEW;
      for (const row of rows) expect(row.additional_fields, name).toMatchObject(expected);
      expect(
        run.logs('INFO').find((message) => message.startsWith(`${name}: members that`)),
        name,
      ).toContain('shoe_size');
    }
    between.close();
    await sandbox.close();
  });

  test('are not written if additional fields are not selected', async () => {
    const sandbox = await startSandbox({ ...account, persons: 12 });
    const between = await startRewriter(sandbox, {
      json: (body, path) => (REPORT.test(path) ? body : enrich(body)),
    });
    const { streams } = await discover(everything(sandbox));
    const chosen = streams.map(withoutAdditionalFields);

    const run = await readOffered({ ...everything(sandbox), api_url: between.url }, chosen);

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(
      run.messages
        .filter(({ type }) => type === 'RECORD')
        .map((message) => JSON.stringify(message))
        .join('\n'),
    ).not.toMatch(/shoe_size|office_dog/);
    between.close();
    await sandbox.close();
  });
});

function withoutAdditionalFields(stream: OfferedStream): OfferedStream {
  const { additional_fields: _, ...properties } = stream.json_schema.properties;
  return { ...stream, json_schema: { ...stream.json_schema, properties } };
}

/** The records of a run, with every digit of their numbers. */
function exactRecords(run: Run): Map<string, Row[]> {
  const records = new Map<string, Row[]>();
  for (const line of run.stdout.split('\n')) {
    if (!line.startsWith('{"type":"RECORD"')) continue;
    const { stream, data } = (parseJson(line) as { record: { stream: string; data: Json } }).record;
    const held = records.get(stream) ?? [];
    held.push({ ...data });
    records.set(stream, held);
  }
  return records;
}

import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { OpenPositions } from './open_positions.ts';

/** The records of a feed; nothing in it may get lost. */
async function positions(xml: string): Promise<Record<string, unknown>[]> {
  const asked: string[] = [];
  const feed = async (path: string) => {
    asked.push(path);
    return xml;
  };
  const api = fakeApi(undefined, { feed });
  const stream = new OpenPositions();
  const builder = new RecordBuilder(stream, readAsset('schemas/open_positions.json') as JsonSchema, {}, {});
  const rows: Row[] = [];
  for await (const page of stream.pages(api, stream.whole())) {
    expect(page.next).toBeUndefined();
    rows.push(...page.rows);
  }
  const lines = builder.records(rows, stream.whole(), new Map());
  expect(asked).toEqual(['/xml']);
  expect(lines.flatMap(({ changes }) => changes)).toEqual([]);
  return lines.map(({ data }) => JSON.parse(data));
}

const feed = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>${inner}</workzag-jobs>\n`;
const position = (inner: string) => feed(`<position><id>41207</id>${inner}</position>`);

describe('a position', () => {
  test('has plain columns, its offices and its descriptions', async () => {
    const [record] = await positions(
      position(`
        <subcompany>Fernwald Werke GmbH</subcompany>
        <office>Kassel</office>
        <additionalOffices><office>Erfurt</office><office>Jena</office></additionalOffices>
        <recruitingCategory>Engineering</recruitingCategory>
        <name>Process Engineer (m/f/d)</name>
        <jobDescriptions>
          <jobDescription><name>Your tasks</name><value><![CDATA[<ul><li>Line B</li></ul>]]></value></jobDescription>
          <jobDescription><name>Your profile</name><value><![CDATA[<p>Curious &amp; careful</p>]]></value></jobDescription>
        </jobDescriptions>
        <employmentType>permanent</employmentType>
        <yearsOfExperience>2-5</yearsOfExperience>
        <occupationCategory>engineering</occupationCategory>
        <createdAt>2025-04-01T06:00:00+0000</createdAt>`),
    );

    expect(record).toEqual({
      id: '41207',
      subcompany: 'Fernwald Werke GmbH',
      office: 'Kassel',
      additional_offices: ['Erfurt', 'Jena'],
      recruiting_category: 'Engineering',
      name: 'Process Engineer (m/f/d)',
      job_descriptions: [
        { name: 'Your tasks', value: '<ul><li>Line B</li></ul>' },
        { name: 'Your profile', value: '<p>Curious &amp; careful</p>' },
      ],
      employment_type: 'permanent',
      years_of_experience: '2-5',
      occupation_category: 'engineering',
      created_at: '2025-04-01T06:00:00Z',
    });
  });

  test('may be the only one, with one office and one description: they are still lists', async () => {
    const records = await positions(
      position(
        '<additionalOffices><office>Erfurt</office></additionalOffices><jobDescriptions><jobDescription><name>A</name><value>B</value></jobDescription></jobDescriptions>',
      ),
    );

    expect(records).toEqual([
      { id: '41207', additional_offices: ['Erfurt'], job_descriptions: [{ name: 'A', value: 'B' }] },
    ]);
  });

  test.each([
    ['absent', ''],
    ['empty', '<additionalOffices/><jobDescriptions/>'],
    ['empty between two tags', '<additionalOffices></additionalOffices><jobDescriptions>\n</jobDescriptions>'],
  ])('may have no further offices and descriptions: %s', async (_, inner) => {
    expect(await positions(position(inner))).toEqual([{ id: '41207', additional_offices: [], job_descriptions: [] }]);
  });

  test('has null if its element is empty', async () => {
    expect((await positions(position('<subcompany/><department></department>')))[0]).toMatchObject({
      subcompany: null,
      department: null,
    });
  });

  test('keeps text that looks like a number or a flag', async () => {
    expect(
      (await positions(position('<name>007</name><office>1e3</office><keywords>true</keywords>')))[0],
    ).toMatchObject({
      id: '41207',
      name: '007',
      office: '1e3',
      keywords: 'true',
    });
  });

  test('has the characters of its named entities', async () => {
    expect((await positions(position('<name>R&amp;D &lt;Lead&gt; &quot;x&quot; &apos;y&apos;</name>')))[0]?.name).toBe(
      `R&D <Lead> "x" 'y'`,
    );
  });

  // Regression: the parser did not decode them, though any XML may contain them.
  test('has the characters of its numeric entities', async () => {
    expect((await positions(position('<name>M&#252;ller &#xE4; &#8364;</name>')))[0]?.name).toBe('Müller ä €');
  });

  test('has HTML with its blanks and entities in CDATA', async () => {
    const html = '<p>a &nbsp; b</p>\n  <p>]] &gt;</p>';
    const inner = `<jobDescriptions><jobDescription><name>A</name><value><![CDATA[${html}]]></value></jobDescription></jobDescriptions>`;

    expect((await positions(position(inner)))[0]?.job_descriptions).toEqual([{ name: 'A', value: html }]);
  });

  test('has unknown elements in additional_fields', async () => {
    expect((await positions(position('<salaryRange>100</salaryRange>')))[0]?.additional_fields).toEqual({
      salary_range: '100',
    });
  });
});

describe('a feed', () => {
  test('may have many positions, each once', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `<position><id>${n}</id></position>`).join('');

    expect(new Set((await positions(feed(many))).map(({ id }) => id)).size).toBe(500);
  });

  test.each([
    ['empty', '<workzag-jobs/>'],
    ['empty between two tags', feed('\n')],
  ])('without positions is %s', async (_, xml) => {
    expect(await positions(xml)).toEqual([]);
  });

  test.each([
    ['HTML', '<!doctype html><html><head><meta charset="utf-8"><title>Maintenance</title></head></html>'],
    ['HTML that is XML too', '<html><body><p>Maintenance</p></body></html>'],
    ['another feed', '<rss><channel/></rss>'],
    ['cut short', feed('<position><id>1</id></position>').slice(0, -20)],
    ['JSON', '{"positions":[]}'],
    ['text', 'Maintenance'],
    ['nothing', ''],
  ])('that is %s is an error, never an empty list', async (_, xml) => {
    await expect(positions(xml)).rejects.toMatchObject({ name: 'ApiError' });
  });

  const entities = (definitions: string, name: string) =>
    `<?xml version="1.0"?><!DOCTYPE x [${definitions}]>${feed(`<position><id>1</id><name>${name}</name></position>`).replace(/^<.xml[^>]*>\s*/, '')}`;

  test.each([
    ['nested six thousand deep', feed(`<position><id>1</id>${'<a>'.repeat(6000)}${'</a>'.repeat(6000)}</position>`)],
    ['with an entity of its own', entities('<!ENTITY a "haha">', '&a;')],
    ['with entities that grow', entities('<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">', '&b;')],
    ['with a long entity that comes often', entities(`<!ENTITY a "${'ha'.repeat(4000)}">`, '&a;'.repeat(100_000))],
    ['with an entity of another file', entities('<!ENTITY a SYSTEM "file:///etc/passwd">', '&a;')],
    ['with an invalid entity', entities('<!ENTITY', '&a;')],
    ['with elements named like members of objects', position('<__proto__><a>1</a></__proto__>')],
    ['with a position that is text', feed('<position>Engineer</position>')],
    ['with a position that is empty', feed('<position><id>1</id></position><position/>')],
    ['of text', feed('Maintenance')],
    ['twice', '<workzag-jobs/><workzag-jobs/>'],
  ])('%s is an unreadable response', async (_, xml) => {
    await expect(positions(xml)).rejects.toMatchObject({
      name: 'ApiError',
      reason: expect.stringMatching(/garbled|unexpected/),
    });
  });

  test('may have a document type without entities', async () => {
    expect(await positions(`<!DOCTYPE workzag-jobs>${feed('').replace(/^<.xml[^>]*>\s*/, '')}`)).toEqual([]);
  });
});

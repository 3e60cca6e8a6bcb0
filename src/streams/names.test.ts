import { describe, expect, test } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import type { Row } from '../row.ts';
import { NameReader } from './names.ts';
import type { Page, Partition } from './partition.ts';
import type { Query } from './stream.ts';

const PEOPLE = { parameter: 'person.id', forms: ['repeated', 'commas'], member: 'person' } as const;
const people = (...values: string[]) => ({ ...PEOPLE, values });
const types = (value: string) =>
  ({ parameter: 'type', forms: ['repeated', 'capitals'], member: 'type', values: [value] }) as const;

/** A server that returns this many rows for each name that it understands; `-` for names without rows. */
function server(understands: (names: string[]) => string[] | number, { perName = 2, pageSize = 3 } = {}) {
  const asked: string[] = [];
  async function* read(query: Query): AsyncGenerator<Page> {
    const sent = [Object.values(query)].flat(2).map(String);
    asked.push(sent.join('&'));
    const understood = understands(sent);
    if (typeof understood === 'number') throw new ApiError('refused', understood, 1);
    const rows = understood
      .filter((name) => !name.startsWith('-'))
      .flatMap((id): Row[] => Array.from({ length: perName }, (_, n) => ({ n, person: { id }, type: id })));
    for (let from = 0; from === 0 || from < rows.length; from += pageSize)
      yield { rows: rows.slice(from, from + pageSize) };
  }
  return { asked, read };
}

async function namesIn(
  reader: NameReader,
  names: NonNullable<Partition['names']>,
  { read }: ReturnType<typeof server>,
) {
  const found: string[] = [];
  for await (const { rows } of reader.pages(names, read)) found.push(...rows.map(({ type }) => String(type)));
  return found;
}

const twice = (...names: string[]) => names.flatMap((name) => [name, name]);
const commas = (sent: string[]) => (sent.at(-1) ?? '').split(',');
const knows =
  (...names: string[]) =>
  (sent: string[]) =>
    sent.filter((name) => names.includes(name));

describe('several names', () => {
  test('are requested together if the first form is understood, and so are the next ones', async () => {
    const all = server((sent) => sent);
    const reader = new NameReader();

    expect(await namesIn(reader, people('1', '2', '3'), all)).toEqual(twice('1', '2', '3'));
    expect(await namesIn(reader, people('-4', '-5'), all)).toEqual([]);
    expect(await namesIn(reader, people('6'), all)).toEqual(twice('6'));
    expect(all.asked).toEqual(['1&2&3', '-4&-5', '6']);
  });

  test.each<[string, (sent: string[]) => string[] | number]>([
    ['honours only the last of a repeated parameter', (sent) => commas(sent)],
    [
      'honours only the first of a repeated parameter, and does not know commas',
      (sent) => knows('1', '2', '3')(sent.slice(0, 1)),
    ],
    [
      'honours only the last of a repeated parameter, and does not know commas',
      (sent) => knows('1', '2', '3')(sent.slice(-1)),
    ],
    ['refuses a repeated parameter', (sent) => (sent.length > 1 ? 400 : commas(sent))],
    ['refuses a repeated parameter with 422', (sent) => (sent.length > 1 ? 422 : commas(sent))],
    ['takes a repeated parameter for nothing', (sent) => (sent.length > 1 ? [] : commas(sent))],
    [
      'takes a repeated parameter for nobody, and likewise with commas',
      (sent) => (sent.length > 1 ? [] : knows('1', '2', '3')(sent)),
    ],
    [
      'returns everybody for a repeated parameter',
      (sent) => (sent.length > 1 ? ['0', '1', '2', '3', '4'] : commas(sent)),
    ],
    ['returns everybody, always', () => ['0', '1', '2', '3', '4']],
    ['returns everybody, starting with the requested names', () => ['1', '2', '3', '4']],
    ['reads a number up to the comma', (sent) => [`${Number.parseInt(sent.at(-1) ?? '', 10)}`]],
  ])('are all found, each once, if a server %s', async (_, understands) => {
    const reader = new NameReader();
    const given = server(understands);

    expect((await namesIn(reader, people('1', '2', '3'), given)).sort()).toEqual(twice('1', '2', '3'));
    expect((await namesIn(reader, people('2', '3'), given)).sort()).toEqual(twice('2', '3'));
  });

  test('may be without rows: that is believed if they have none separately either', async () => {
    const none = server(() => []);

    expect(await namesIn(new NameReader(), people('1', '2'), none)).toEqual([]);
    expect(none.asked).toEqual(['1&2', '1,2', '1', '2']);
  });

  test('may have rows for only one of them', async () => {
    const one = server(knows('2'));

    expect(await namesIn(new NameReader(), people('1', '2', '3'), one)).toEqual(twice('2'));
    expect(one.asked).toEqual(['1&2&3', '1,2,3', '1', '3']);
  });

  test('are not requested separately forever if nobody has rows', async () => {
    const none = server(() => []);
    const reader = new NameReader();
    for (let batch = 0; batch < 10; batch++) {
      await namesIn(reader, people(...Array.from({ length: 50 }, (_, n) => `${batch * 50 + n}`)), none);
    }

    expect(none.asked.length).toBeLessThan(150);
    expect(none.asked.length).toBeGreaterThan(100);
  });

  test('are requested separately from then on if no combined form works', async () => {
    const last = server((sent) => knows('1', '2', '3', '4')(sent.slice(-1)));
    const reader = new NameReader();
    await namesIn(reader, people('1', '2'), last);
    last.asked.length = 0;

    expect(await namesIn(reader, people('3', '4'), last)).toEqual(twice('3', '4'));
    expect(last.asked).toEqual(['3', '4']);
  });

  test('that are refused in every form are refused', async () => {
    await expect(
      namesIn(
        new NameReader(),
        people('1', '2'),
        server(() => 400),
      ),
    ).rejects.toThrow(ApiError);
  });

  test('are believed if rows do not say whose they are', async () => {
    async function* read(): AsyncGenerator<Page> {
      yield { rows: [{ date: '2026-12-25' }] };
    }
    const found: Page[] = [];
    for await (const page of new NameReader().pages(people('1', '2'), read)) found.push(page);

    expect(found).toEqual([{ rows: [{ date: '2026-12-25' }] }]);
  });

  test('are not held in memory beyond the second page if the first name has several', async () => {
    const all = server((sent) => sent, { perName: 9 });
    const pages: Page[] = [];
    for await (const page of new NameReader().pages(people('1', '2', '3'), all.read)) pages.push(page);

    expect(pages.flatMap(({ rows }) => rows)).toHaveLength(27);
  });
});

describe('one name in upper and lower case', () => {
  const capitals = (sent: string[]) => sent.filter((name) => name === name.toUpperCase());

  test.each<[string, (sent: string[]) => string[] | number, string[]]>([
    ['knows lower case', (sent) => sent.filter((name) => name === name.toLowerCase()), ['team']],
    ['refuses lower case', (sent) => (capitals(sent).length === 0 ? 400 : sent), ['team', 'TEAM']],
    ['returns nothing for lower case', capitals, ['team', 'TEAM']],
    [
      'returns another list for lower case',
      (sent) => (capitals(sent).length > 0 ? sent : ['department']),
      ['team', 'TEAM'],
    ],
    ['answers in upper case', (sent) => sent.map((name) => name.toUpperCase()), ['team']],
  ])('is found if a server %s', async (_, understands, asked) => {
    const given = server(understands);
    const found = await namesIn(new NameReader(), types('team'), given);

    expect(found.map((name) => name.toLowerCase())).toEqual(twice('team'));
    expect(given.asked).toEqual(asked);
  });

  test('is requested in the case that worked before', async () => {
    const given = server((sent) => (capitals(sent).length === 0 ? 400 : sent));
    const reader = new NameReader();
    await namesIn(reader, types('department'), given);
    await namesIn(reader, types('team'), given);

    expect(given.asked).toEqual(['department', 'DEPARTMENT', 'TEAM']);
  });

  test('has no rows if it has none in either case, even if one is refused', async () => {
    const none = server((sent) => (capitals(sent).length > 0 ? 400 : []));

    expect(await namesIn(new NameReader(), types('team'), none)).toEqual([]);
    expect(none.asked).toEqual(['team', 'TEAM']);
  });

  test('is picked out if a server returns both lists for either', async () => {
    const both = server(() => ['department', 'team']);

    expect(await namesIn(new NameReader(), types('team'), both)).toEqual(twice('team'));
  });
});

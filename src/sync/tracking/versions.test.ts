import { describe, expect, test } from 'vitest';
import { Digests } from '../../kept/digests.ts';
import { Versions } from './versions.ts';

function versions(known: Readonly<Record<string, number>> = {}, most = 100): Versions {
  const digests = new Digests();
  for (const [key, digest] of Object.entries(known)) digests.set(key, digest);
  return new Versions(digests, most);
}

const keysIn = (text: string): string[] => [...(Digests.parse(text)?.keys() ?? [])].sort();

describe('a version', () => {
  test('is new once', () => {
    const each = versions();

    expect([each.isNew('1', 5), each.isNew('1', 5)]).toEqual([true, false]);
  });

  test('is new if another one was written last, even if it was written before that', () => {
    const each = versions({ 1: 5 });

    expect([each.isNew('1', 5), each.isNew('1', 6), each.isNew('1', 5)]).toEqual([false, true, true]);
  });

  test('is new if the last one may no longer exist; an unknown row stays unknown', () => {
    const each = versions({ 1: 5, 2: 2 ** 48 - 1 });
    for (const key of ['1', '2', '3']) each.doubt(key);

    expect(each.unseen()).toEqual(['1', '2']);
    expect([each.isNew('1', 5), each.isNew('2', 2 ** 48 - 1), [...each.all()].length]).toEqual([true, true, 2]);
  });

  test('of one row says nothing about another row', () => {
    expect(versions({ 1: 5 }).isNew('2', 5)).toBe(true);
  });

  test('may have a digest of zero', () => {
    expect([versions().isNew('1', 0), versions({ 1: 0 }).isNew('1', 0)]).toEqual([true, false]);
  });
});

describe('what is known', () => {
  test('is what was written before and now, split by what was seen', () => {
    const each = versions({ 1: 5, 2: 5 });
    each.isNew('2', 5);
    each.isNew('3', 5);

    expect(new Map(each.all())).toEqual(new Map(Object.entries({ 1: false, 2: true, 3: true })));
    expect(each.unseen()).toEqual(['1']);
  });

  test('is forgotten one by one, or if it was not seen', () => {
    const each = versions({ 1: 5, 2: 5, 3: 5 });
    each.isNew('2', 6);
    each.forget('1');
    expect(keysIn(each.text())).toEqual(['2', '3']);
    each.forgetUnseen();
    expect(keysIn(each.text())).toEqual(['2']);
    expect(each.isNew('1', 5)).toBe(true);
  });

  test('comes back from its text', () => {
    const each = versions();
    each.isNew('5:17', 7);
    const back = new Versions(Digests.parse(each.text()) ?? new Digests(), 100);

    expect([back.isNew('5:17', 7), back.unseen()]).toEqual([false, []]);
  });
});

describe('too many rows', () => {
  test('keep nothing: then every version is new', () => {
    const each = versions({ 1: 5 }, 2);
    expect([each.isNew('1', 5), each.isNew('2', 5), each.keepsNone]).toEqual([false, true, false]);
    expect([each.isNew('3', 5), each.keepsNone]).toEqual([true, true]);

    expect([each.isNew('1', 5), each.isNew('1', 5)]).toEqual([true, true]);
    expect([[...each.all()], each.unseen(), each.text()]).toEqual([[], [], '']);
  });

  test('only come from new rows', () => {
    const each = versions({ 1: 5, 2: 5 }, 2);

    for (const digest of [5, 6, 7]) each.isNew('1', digest);
    expect(each.keepsNone).toBe(false);
  });

  test('may be reported by others', () => {
    const each = versions({ 1: 5 });
    each.keepNone();

    expect([each.keepsNone, each.isNew('1', 5), each.text()]).toEqual([true, true, '']);
  });
});

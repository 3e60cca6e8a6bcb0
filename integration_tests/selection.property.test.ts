import { expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { parseCatalog } from '../src/airbyte/catalog.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { Selection } from '../src/records/selection.ts';
import type { Row } from '../src/row.ts';
import { Persons } from '../src/streams/persons.ts';
import { seeds } from './seeds.ts';

const TEXT: JsonSchema = { type: ['null', 'string'] };

interface Leaf {
  readonly type: 'leaf' | 'free';
}

interface Tree {
  readonly type: 'object' | 'list';
  readonly of: ReadonlyMap<string, Leaf | Tree>;
}

/** What is offered: nested objects and lists of objects. */
function offer(dice: Dice, type: Tree['type'], depth: number): Tree {
  const names = ['a', 'b', 'c', 'd'].slice(0, dice.between(1, 4));
  const member = (): Leaf | Tree => {
    const type = dice.pick(['leaf', 'free', 'object', 'list'] as const);
    if (type === 'leaf' || type === 'free' || depth > 3) return { type: type === 'free' ? 'free' : 'leaf' };
    return offer(dice, type, depth + 1);
  };
  return { type, of: new Map(names.map((name) => [name, member()])) };
}

function schemaOf(offered: Leaf | Tree): JsonSchema {
  if (!('of' in offered)) return offered.type === 'free' ? { type: ['null', 'object'] } : TEXT;
  const properties = Object.fromEntries([...offered.of].map(([name, each]) => [name, schemaOf(each)]));
  const object = { type: ['null', 'object'], properties };
  return offered.type === 'list' ? { type: ['null', 'array'], items: object } : object;
}

/** A row with every member, plus one in each object that was not offered. */
function rowOf(offered: Leaf | Tree): unknown {
  if (!('of' in offered)) return offered.type === 'free' ? { any: { thing: 1 } } : 'text';
  const members = [...offered.of].map(([name, each]) => [name, rowOf(each)]);
  const object = Object.fromEntries([...members, ['unheard_of', 1]]);
  return offered.type === 'list' ? [object, null, structuredClone(object)] : object;
}

/** Selects some of it, expressed in one of the possible ways. Also returns what should be written. */
function choose(dice: Dice, offered: Leaf | Tree, top: boolean): { schema: unknown; expected: unknown } {
  if (!('of' in offered)) return { schema: dice.pick([{}, TEXT, null, true]), expected: rowOf(offered) };
  if (!top && dice.chance(0.2)) return { schema: dice.pick([{}, { type: 'object' }, true]), expected: rowOf(offered) };
  const chosen = [...offered.of]
    .filter(() => dice.chance(0.5))
    .map(([name, each]) => ({ name, ...choose(dice, each, false) }));
  const object = written(
    dice,
    chosen.map(({ name, schema }) => [name, schema]),
  );
  const row = Object.fromEntries([...chosen.map(({ name, expected }) => [name, expected]), ['unheard_of', 1]]);
  if (offered.type === 'object') return { schema: object, expected: row };
  const items = dice.pick([object, [object], { anyOf: [object, { type: 'null' }] }]);
  return { schema: dice.pick([{ items }, { oneOf: [{ type: 'null' }, { items }] }]), expected: [row, null, row] };
}

function written(dice: Dice, properties: [string, unknown][]): object {
  const cut = dice.between(0, properties.length);
  const [some, others] = [properties.slice(0, cut), properties.slice(cut)].map((each) => Object.fromEntries(each));
  const whole = { type: 'object', properties: { ...some, ...others } };
  return dice.pick<object>([
    whole,
    { anyOf: [{ type: 'null' }, whole] },
    { oneOf: [whole, { type: 'null' }] },
    { allOf: [{ properties: some }, { properties: others }] },
    { properties: some, anyOf: [{ properties: others }, { type: 'null' }] },
  ]);
}

test.each(seeds(400, 100))('what is selected is written, and nothing else (%i)', (seed) => {
  const dice = new Dice(29, seed);
  const { of } = offer(dice, 'object', 0);
  const offered: Tree = { type: 'object', of: new Map<string, Leaf | Tree>([['id', { type: 'leaf' }], ...of]) };
  const { schema, expected } = choose(dice, offered, true);
  const catalog = { streams: [{ stream: { name: 'persons', json_schema: schema } }] };
  const configured = parseCatalog(catalog, '')[0]?.schema ?? {};
  const row = rowOf(offered) as Row;
  new Selection(new Persons(), schemaOf(offered), configured).apply(row, () => {});

  const chosen = expected as Row;
  const isChoice = Object.keys(chosen).some((name) => name !== 'unheard_of');
  const { unheard_of: _, ...known } = isChoice ? { ...chosen, id: 'text' } : (rowOf(offered) as Row);
  expect(JSON.parse(JSON.stringify(row)), JSON.stringify(schema)).toEqual(known);
});

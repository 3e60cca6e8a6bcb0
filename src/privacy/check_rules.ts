import { fixedSchema } from '../account/available.ts';
import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';
import { fieldBeside, type Reference } from '../streams/references.ts';
import type { Stream } from '../streams/stream.ts';
import type { Policy } from './policy.ts';
import { plainStep, type Rule, type Step } from './rules.ts';
import { isIdItself } from './same_id.ts';

/** The rules that the user wrote. */
type UserRules = Pick<Policy, 'drops' | 'hashes'>;

/** A member that a rule can match. `open` members hold whatever the account sends, so any path into them may exist. */
interface Member {
  readonly stream: string;
  readonly path: readonly Step[];
  readonly open?: boolean;
}

/**
 * Throws a config_error for a rule that would remove a key or a cursor: these identify rows and changes.
 */
export function refuseHarmfulRules({ drops, hashes }: UserRules, streams: readonly Stream[]): void {
  // Every report has this key, whichever reports the account has.
  const ofReports = drops.find(({ text }) => /(^|\.)record_key$/i.test(text));
  if (ofReports) throw refusal(ofReports, 'would drop the key. Hash it instead.');
  const typed = new Set(streams.flatMap(({ references }) => references.flatMap(typeColumnOf)));
  for (const path of typed) {
    const [name = '', column = ''] = path.split('.');
    const rule = hashes.find((each) => each.matches(name, [plainStep(column)]));
    if (rule)
      throw refusal(rule, `would hash ${path}, by which other streams refer to the rows. Hash ${name}.id instead.`);
  }
  for (const stream of streams) {
    const { name, primaryKey, keyParts, cursorField } = stream;
    for (const field of [primaryKey, ...keyParts]) {
      const rule = ruleFor(drops, stream, field);
      if (rule) throw refusal(rule, `would drop ${name}.${field}, which is the key or a part of it. Hash it instead.`);
    }
    if (cursorField === undefined) continue;
    const rule = ruleFor([...drops, ...hashes], stream, cursorField);
    if (rule) throw refusal(rule, `would drop or hash ${name}.${cursorField}, which is needed to find changes.`);
  }
}

/** The type column of a row that others refer to by type and id. Their keys contain its values, too. */
const typeColumnOf = ({ key, to }: Reference): string[] =>
  key === undefined || to === undefined ? [] : [fieldBeside(to, 'type')];

/** The rules that match nothing that every account has. */
export function unmatchedRules({ drops, hashes }: UserRules, streams: readonly Stream[]): Rule[] {
  const all = streams.flatMap((stream) => [...members(stream.name, fixedSchema(stream), [])]);
  return stillUnmatched([...drops, ...hashes], all);
}

/** Of these rules, those that also match none of the members, such as an account's own columns. */
export function stillUnmatched(rules: readonly Rule[], members: readonly Member[]): Rule[] {
  return rules.filter(
    (rule) =>
      !members.some(({ stream, path, open }) => rule.matches(stream, path) || (open && rule.reachesInto(stream, path))),
  );
}

export const refusal = ({ text }: Rule, why: string): ConnectorError =>
  new ConnectorError('config_error', `Invalid configuration: the privacy rule "${text}" ${why}`);

/**
 * The rule that matches the field, the member it comes from, or the parts of the key if the field is a member itself.
 */
function ruleFor(rules: readonly Rule[], stream: Stream, field: string): Rule | undefined {
  const linked = stream.references.flatMap(({ member, column }) => {
    if (column === undefined || column === member) return [];
    const inside = (...names: string[]) => (isIdItself(stream, member) ? [] : names.map((name) => [member, name]));
    if (column === field) return [[member], ...inside('id')];
    return member === field ? [[column], ...inside('id', 'type')] : [];
  });
  return rules.find((rule) => [[field], ...linked].some((path) => rule.matches(stream.name, path.map(plainStep))));
}

function* members(stream: string, schema: JsonSchema, path: readonly Step[]): Generator<Member> {
  const inner = schema.items ?? schema;
  if (path.length > 0) yield { stream, path, open: isOpen(inner) };
  for (const [name, member] of Object.entries(inner.properties ?? {})) {
    yield* members(stream, member, [...path, plainStep(name)]);
  }
}

function isOpen({ type, properties }: JsonSchema): boolean {
  return properties === undefined && (type === undefined || type.includes('object'));
}

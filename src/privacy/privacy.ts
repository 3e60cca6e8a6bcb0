import { type Attribute, exploreAttributes } from '../account/attributes.ts';
import { accountReports, isReport, systemAttributes, type Warn, withColumnNames } from '../account/available.ts';
import { counted } from '../counted.ts';
import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';
import { EmployeeAttributes, Employees } from '../streams/employees.ts';
import { toConnectorError } from '../streams/failure.ts';
import { Persons } from '../streams/persons.ts';
import { Reports } from '../streams/reports.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { refusal, refuseHarmfulRules, stillUnmatched, unmatchedRules } from './check_rules.ts';
import { MaskedTypes, openTypeLists } from './masked_types.ts';
import { hasAttributes, Policy, type PrivacySettings, showsAttributes } from './policy.ts';
import { plainStep, type Rule, rulesOf } from './rules.ts';
import { StreamPrivacy } from './stream_privacy.ts';
import { comparable } from './vocabulary/terms.ts';

/** The user's privacy settings, ready to apply. */
export interface Privacy {
  /** Undefined for a stream that needs no changes. `schema` is its schema without privacy. */
  of(stream: Stream, schema: JsonSchema): StreamPrivacy | undefined;
  readonly hidesReportNames: boolean;
}

export const EVERYTHING: Privacy = { of: () => undefined, hidesReportNames: false };

interface PrivacyAccount {
  readonly api: Api;
  /** All streams of the account. */
  readonly streams: readonly Stream[];
  /** The streams to read. */
  readonly wanted: readonly string[];
  readonly warn: Warn;
}

/**
 * Prepares the settings. Asks the account for what they depend on, and for nothing if nothing is to change. Throws a
 * config_error for a rule that matches nothing, or that would remove a key or cursor.
 */
export async function openPrivacy(settings: PrivacySettings, account: PrivacyAccount): Promise<Privacy> {
  const { preset, drop, hash, keep, sensitive_absence_types: sensitive } = settings;
  if (preset === 'everything' && [drop, hash, keep, sensitive].every(({ length }) => length === 0)) return EVERYTHING;
  const { api, streams, wanted, warn } = account;
  const rules = { drops: rulesOf(drop), hashes: rulesOf(hash) };
  refuseHarmfulRules(rules, streams);
  const unmatched = unmatchedRules(rules, streams);
  const read = streams.filter(({ name }) => wanted.includes(name));
  const needsNames = unmatched.length > 0 || read.some(showsAttributes) || wanted.some(isReport);
  const attributes = needsNames ? await attributesOf(api, unmatched.length + keep.length > 0) : undefined;
  const policy = new Policy(settings, streams, attributes?.own, attributes?.system);
  if (needsNames) {
    await refuseUnmatched(unmatched, policy, attributes?.own, account);
    await warnOfUnclear(policy, warn);
  }
  const masked = await masksOf(settings, read, api, warn);
  return {
    of: (stream, schema) =>
      policy.appliesTo(stream) || masked?.concerns(stream)
        ? new StreamPrivacy(stream, policy, schema, masked)
        : undefined,
    hidesReportNames: ['drop', 'hash'].includes(policy.treatmentOf(new Reports(), [plainStep('name')]) ?? ''),
  };
}

/** The account's attributes, its own with their column names; undefined if the credential may not see any. */
async function attributesOf(
  api: Api,
  alsoInRows: boolean,
): Promise<{ own: Attribute[]; system: Attribute[] } | undefined> {
  const persons = new Persons();
  const { attributes: all, source } = await exploreAttributes(persons, { alsoInRows }, api).catch((error) => {
    throw toConnectorError(error, persons);
  });
  if (source === 'none') return undefined;
  const keys = systemAttributes();
  const own = all.filter(({ id }) => !keys.includes(id));
  return {
    own: withColumnNames(own, [persons, new Employees()]),
    system: all.filter(({ id }) => keys.includes(id)),
  };
}

async function refuseUnmatched(
  rules: readonly Rule[],
  policy: Policy,
  attributes: readonly Attribute[] | undefined,
  { api, streams, warn }: PrivacyAccount,
): Promise<void> {
  const columns = (attributes ?? []).flatMap(({ id }) =>
    streams.filter(hasAttributes).map(({ name }) => ({ stream: name, path: [policy.names.ofEntry({ id }, 'id')] })),
  );
  let left = stillUnmatched(rules, columns);
  if (left.some((rule) => rule.names('report_00000000') || rule.text.startsWith('report_')))
    left = stillUnmatched(left, await reportColumns(policy, api));
  for (const rule of left) {
    if (attributes) throw refusal(rule, 'matches nothing in this account or any stream.');
    await warn(
      `Cannot tell whether the privacy rule "${rule.text}" matches anything: the API credential may not list attributes.`,
    );
  }
}

/**
 * Warns of attributes that the preset drops, and of `keep` entries without effect, because the account's information is
 * missing.
 */
async function warnOfUnclear(policy: Policy, warn: Warn): Promise<void> {
  const persons = new Persons();
  const { scope } = new EmployeeAttributes();
  const unclear = policy.names.steps.filter((attribute) => policy.isUnclear(persons, attribute));
  if (unclear.length > 0)
    await warn(
      `The preset ${policy.preset} drops ${counted(unclear.length, 'attribute')} of the account without a label that the API credential may read. The right "${scope}" shows the labels.`,
    );
  const unused = policy.unusedKeeps;
  if (unused.length > 0)
    await warn(
      `Attributes to Keep: the account has no attribute of its own ${unused.map((each) => `"${each}"`).join(', ')}, as far as the API credential may see. The stream employee_attributes lists keys, labels and universal ids ("${scope}").`,
    );
}

async function reportColumns(policy: Policy, api: Api) {
  const silent = async () => {};
  const reports = await accountReports(api, silent, { named: false }).catch((error) => {
    throw toConnectorError(error, new Reports());
  });
  return reports.flatMap(({ stream, columns }) =>
    [...columns].map(([member, column]) => ({
      stream: stream.name,
      path: [policy.names.ofReportColumn(member, column).step],
    })),
  );
}

/** The sensitive types to be merged into one, if any stream to read shows them. */
async function masksOf(
  { preset, sensitive_absence_types: named }: PrivacySettings,
  read: readonly Stream[],
  api: Api,
  warn: Warn,
): Promise<MaskedTypes | undefined> {
  const lists = await openTypeLists(read, { named, recognised: preset !== 'everything' }, api);
  const unused = new Set(lists.flatMap((each) => each.unused));
  const unknown = named.filter((each) => unused.has(comparable(each)));
  if (unknown.length > 0) {
    throw new ConnectorError(
      'config_error',
      `Invalid configuration: the account has no absence type ${unknown.map((each) => `"${each}"`).join(', ')} (sensitive_absence_types).`,
    );
  }
  for (const { kind, refused } of lists) {
    if (refused !== undefined)
      await warn(
        `The API credential may not list ${kind.what} ("${refused}"), so every type that cannot be checked without the list is masked.`,
      );
  }
  return lists.length > 0 ? new MaskedTypes(lists, warn) : undefined;
}

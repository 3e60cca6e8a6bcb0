import { type Attribute, exploreAttributes } from '../account/attributes.ts';
import { accountReports, isReport, systemAttributes, type Warn, withColumnNames } from '../account/available.ts';
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

/** What the user decided about personal data, ready to be applied. */
export interface Privacy {
  /** Undefined for a stream of which everything may leave as it is. `schema` is what it would offer then. */
  of(stream: Stream, schema: JsonSchema): StreamPrivacy | undefined;
  readonly hidesReportNames: boolean;
}

export const EVERYTHING: Privacy = { of: () => undefined, hidesReportNames: false };

interface PrivacyAccount {
  readonly api: Api;
  /** All streams that there are. */
  readonly streams: readonly Stream[];
  /** Those that are to be read. */
  readonly wanted: readonly string[];
  readonly warn: Warn;
}

/**
 * Makes the settings ready. Asks the account for what it takes to understand them, and for nothing where everything is
 * to leave. Throws a config_error for a rule that means nothing, or that would take a key or cursor away.
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

/** The account's attributes, its own with the names of their columns; undefined where the credential may see none. */
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
    if (attributes) throw refusal(rule, 'means nothing that this account or any stream has.');
    await warn(
      `Whether the privacy rule "${rule.text}" means anything cannot be told: the API credential may list no attributes.`,
    );
  }
}

/** Attributes that the preset takes out, and entries of `keep` that mean none, for want of what the account says of them. */
async function warnOfUnclear(policy: Policy, warn: Warn): Promise<void> {
  const persons = new Persons();
  const { scope } = new EmployeeAttributes();
  const unclear = policy.names.steps.filter((attribute) => policy.isUnclear(persons, attribute));
  if (unclear.length > 0)
    await warn(
      `${unclear.length} attributes of the account have no label that the API credential may read, so the preset ${policy.preset} leaves them out. The right "${scope}" shows the labels.`,
    );
  const unused = policy.unusedKeeps;
  if (unused.length > 0)
    await warn(
      `Attributes to Keep: the account has no attribute of its own ${unused.map((each) => `"${each}"`).join(', ')}, as far as the API credential may see. Its keys, labels and universal ids are in the stream employee_attributes ("${scope}").`,
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

/** The sensitive types that are to be shown as one, if a stream is read that shows them. */
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
        `The API credential may not list ${kind.what} ("${refused}"), so all that cannot be judged without the list are masked.`,
      );
  }
  return lists.length > 0 ? new MaskedTypes(lists, warn) : undefined;
}

import { listAttributes } from '../../account/attributes.ts';
import { systemAttributes } from '../../account/available.ts';
import { findReports } from '../../account/reports.ts';
import { attributesOf } from '../../records/prepare.ts';
import { Employees } from '../../streams/employees.ts';
import { Employments } from '../../streams/employments.ts';
import { isClosedReport } from '../../streams/failure.ts';
import { Persons } from '../../streams/persons.ts';
import { isBare } from '../../streams/released.ts';
import { Reports } from '../../streams/reports.ts';
import { isPublic, ownScopes, scopesOf } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import { type Asker, firstRow } from './asker.ts';
import { type Finding, findingOf } from './finding.ts';
import { type RightFinding, rightFindings } from './right_findings.ts';

/** How many reports are tried. */
const MOST_REPORTS = 3;

/** What a credential may see in an account, as far as a few requests show. */
export interface Survey {
  readonly rights: readonly RightFinding[];
  readonly streams: readonly Finding[];
  /** How many attributes are released: `fixed` of those that every account has, and `own` ones. */
  readonly attributes: { readonly fixed: number; readonly of: number; readonly own: number } | undefined;
  readonly reports:
    | { readonly shared: number; readonly grouped: readonly string[]; readonly tried: number }
    | undefined;
  /** Streams whose first row has none of the attributes that must be released individually. */
  readonly bare: readonly Stream[];
}

/** Finds out what the credential may see: rights first, then attributes and reports, then the remaining endpoints. */
export async function survey(streams: readonly Stream[], asker: Asker): Promise<Survey> {
  const [persons, employees, employments, reports] = [new Persons(), new Employees(), new Employments(), new Reports()];
  // Their answers show that both tokens are valid, so a later 401 means a missing right.
  await Promise.all([asker.ask(persons), asker.ask(employees)]);
  const trusting = { trustsToken: true };
  await Promise.all([
    asker.ask(reports, { ...trusting, page: true }),
    ...oneForEachRight(streams, [persons, employees, reports]).map((stream) => asker.test(stream, trusting)),
    ...streams.filter(isPublic).map((stream) => asker.test(stream, trusting)),
  ]);
  await asker.confirm();
  // Few requests may be left: the first of these needs one, and says the most.
  const [attributes, triedReports] = await Promise.all([
    releasedAttributes(asker, employees),
    tryReports(asker, reports),
    asker.ask(employments, trusting),
  ]);
  await Promise.all(streams.map((stream) => asker.test(stream, trusting)));
  await asker.confirm();
  return {
    rights: rightFindings(streams, asker.answers),
    streams: streams.map((stream) => findingOf(stream, asker.answers)),
    attributes,
    reports: triedReports,
    bare: [persons, employees, employments].filter((stream) => {
      const row = firstRow(asker.answers.get(stream.path));
      return row !== undefined && isBare(stream, row);
    }),
  };
}

/** For each right that is not tested yet, the stream that takes the fewest requests; among equals, the shortest path. */
function oneForEachRight(streams: readonly Stream[], asked: readonly Stream[]): Stream[] {
  const done = new Set(asked.flatMap(ownScopes));
  const easiest = [...streams].sort((a, b) => scopesOf(a).length - scopesOf(b).length || a.path.length - b.path.length);
  const wanted = [...new Set(streams.flatMap(scopesOf))].filter((scope) => !done.has(scope));
  return [...new Set(wanted.flatMap((scope) => easiest.find((stream) => ownScopes(stream).includes(scope)) ?? []))];
}

async function releasedAttributes({ api }: Asker, employees: Stream): Promise<Survey['attributes']> {
  const system = systemAttributes();
  const every = attributesOf(employees, system);
  const released = await listAttributes(api).catch(() => undefined);
  const fixed = released?.filter(({ id }) => every.includes(id)).length ?? 0;
  return released && { fixed, of: every.length, own: released.filter(({ id }) => !system.includes(id)).length };
}

async function tryReports({ api, answers }: Asker, { path }: Stream): Promise<Survey['reports']> {
  const answer = answers.get(path);
  if (!answer || 'cause' in answer) return undefined;
  const shared = await findReports(api).catch(() => undefined);
  if (!shared) return undefined;
  const grouped: string[] = [];
  let tried = 0;
  for (const report of shared.slice(0, MOST_REPORTS)) {
    try {
      await report.columns(api);
    } catch (error) {
      if (!isClosedReport(error)) continue;
      grouped.push(report.name);
    }
    tried++;
  }
  return { shared: shared.length, grouped, tried };
}

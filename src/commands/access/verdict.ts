import { counted } from '../../counted.ts';
import { withoutName } from '../../errors.ts';
import { shortened } from '../../printable.ts';
import { CLOSED_REPORT, GRANT_THEM } from '../../streams/failure.ts';
import { isPublic, type Right } from '../../streams/rights.ts';
import { type Finding, isRefused, type Obstacle } from './finding.ts';
import type { RightFinding } from './right_findings.ts';
import type { Survey } from './survey.ts';

/** Platforms show the message of a check in a small box. */
const LONGEST = 800;

/** The result of a check. */
export interface Verdict {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** At most 800 characters, grouped by right. */
  readonly message: string;
  /** Something is missing, or could not be tested. */
  readonly isPartial: boolean;
}

/** A credential without any right fails. One with some rights succeeds, and the message says what is missing. */
export function verdictOf(survey: Survey): Verdict {
  const { rights } = survey;
  const isOpen = rights.some(({ state }) => state === 'granted');
  const [failed] = rights.flatMap(({ state, obstacles }) => (state === 'failed' ? obstacles : []));
  const isFailing = !isOpen && rights.every(({ state }) => state === 'failed' || state === 'not_tested');
  if (isFailing && failed) return { status: 'FAILED', message: failed.error.message, isPartial: true };
  const isLimited = rights.some(({ state, obstacles }) => state !== 'granted' || obstacles.length > 0);
  const isPartial = isLimited || publicFailures(survey.streams).length > 0;
  return { status: isOpen ? 'SUCCEEDED' : 'FAILED', message: fitting(survey), isPartial };
}

/** The failures that say nothing about the rights that a stream requires, each once. */
export function failures({ streams }: Survey): string[] {
  const failed = streams
    .filter((finding) => 'at' in finding)
    .filter(({ stream, verdict }) => verdict === 'failed' && !isPublic(stream));
  const once = Map.groupBy(failed, ({ stream, error }) => withoutName(error.message, stream.name));
  return [...once.values()].flatMap(([first]) => first?.error.message ?? []);
}

/** With labels and streams if they fit; the scopes alone are shorter. */
function fitting(survey: Survey): string {
  const withLabel = ({ right }: RightFinding) => labelled(right);
  const withStreams = (finding: RightFinding) =>
    `${withLabel(finding)} for ${finding.opens.map(({ name }) => name).join(', ')}`;
  const alone = ({ right }: RightFinding) => right.scope;
  const withNotes = [
    sentences(survey, withLabel, withStreams),
    sentences(survey, withLabel),
    sentences(survey, alone),
  ].map((parts) => [...parts, ...notes(survey)]);
  const bare = sentences(survey, alone);
  const texts = [...withNotes, bare].map((parts) => parts.join(' '));
  return texts.find(({ length }) => length <= LONGEST) ?? shortened(bare.join(' '), LONGEST);
}

/** The right as labelled in Personio's form, with its scope. */
export const labelled = ({ label, scope }: Right): string => `${label} (${scope})`;

type Named = (finding: RightFinding) => string;

function sentences({ rights, streams }: Survey, name: Named, nameToTick = name): string[] {
  const of = (state: RightFinding['state']) => rights.filter((each) => each.state === state);
  const [missing, unavailable] = [of('missing'), of('unavailable')];
  const single = streams.filter(isRefused).filter(isException(rights));
  const empty = of('granted').filter(({ isEmpty }) => isEmpty);
  return [
    of('granted').length > 0 ? granted(rights) : 'The API credential cannot read anything.',
    ...listed('Missing', missing.map(nameToTick), '; '),
    ...listed('Not in the plan, or not granted', unavailable.map(nameToTick), '; '),
    ...listed(
      'Refused although the right is granted',
      single.map(({ stream }) => stream.name),
    ),
    ...(missing.length + unavailable.length > 0 ? [`${GRANT_THEM}.`] : []),
    ...listed('Not tested, because requests failed', of('failed').map(name)),
    ...listed('Not tested', of('not_tested').map(name)),
    ...listed('Granted, but no row is visible', empty.map(name)),
    ...publicFailures(streams),
  ];
}

/** Streams that require no right can fail, too: a wrong subdomain is seen here first. */
const publicFailures = (streams: readonly Finding[]): string[] =>
  streams.flatMap((each) => ('error' in each && isPublic(each.stream) ? [each.error.message] : []));

/** How many of the rights the credential has, as a sentence. */
export function granted(rights: readonly RightFinding[]): string {
  const count = rights.filter(({ state }) => state === 'granted').length;
  return `${count} of ${counted(rights.length, 'right')} ${count === 1 ? 'is' : 'are'} granted.`;
}

const listed = (what: string, names: readonly string[], separator = ', '): string[] =>
  names.length === 0 ? [] : [`${what}: ${names.join(separator)}.`];

/** A stream whose endpoint refuses it although other endpoints show that its right is granted. */
export function isException(rights: readonly RightFinding[]): (obstacle: Obstacle) => boolean {
  const refusing = new Set(
    rights.flatMap(({ state, obstacles }) => (state === 'granted' ? obstacles.map(({ at }) => at.path) : [])),
  );
  return ({ at }) => refusing.has(at.path);
}

/** What else the responses show, in sentences. */
export function notes({ attributes, reports, bare }: Survey): string[] {
  const names = bare.map(({ name }) => name);
  const isOfPeople = names.some((name) => name !== 'employments');
  return [
    ...(isOfPeople
      ? [
          `${names.join(', ')}: ids only: no attribute is released; tick first name, last name, email, status, position, department, hire date and whatever else you need.`,
        ]
      : names.map((name) => `${name}: no department, position or status is released; tick these attributes.`)),
    ...(attributes
      ? [
          `Attributes released: ${attributes.fixed} of our ${attributes.of} fixed columns, ${attributes.own} of your own.`,
        ]
      : []),
    ...(reports ? [reportNote(reports)] : []),
  ];
}

function reportNote({ shared, tried, grouped }: NonNullable<Survey['reports']>): string {
  if (shared === 0) return 'Reports shared: none.';
  if (grouped.length === 0) return `Reports shared: ${shared}.`;
  return `Reports shared: ${shared}. Of ${tried} tried, ${grouped.join(', ')} cannot be read: ${CLOSED_REPORT}.`;
}

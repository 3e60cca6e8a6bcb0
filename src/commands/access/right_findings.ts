import { ownScopes, RIGHTS, type Right, scopesOf } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Answer, Answers } from './asker.ts';
import { endpointsOf, type Finding, findingOf, isRefusedItself, type Obstacle } from './finding.ts';

/** What is known about a right. */
export interface RightFinding {
  readonly right: Right;
  /**
   * Granted: an endpoint that needs it answered. Missing or unavailable: all tested endpoints refused. Failed: they
   * failed for other reasons. Not tested: none was tested.
   */
  readonly state: 'granted' | 'missing' | 'unavailable' | 'failed' | 'not_tested';
  /** The streams whose own endpoint needs it. */
  readonly opens: readonly Stream[];
  /** If the right is granted, the refusals of single endpoints; otherwise the failures of its endpoints. */
  readonly obstacles: readonly Obstacle[];
  /** It is granted, but none of its streams has a row: some services leave out what may not be read. */
  readonly isEmpty: boolean;
  /** A right that is required to test this one. */
  readonly waitsFor?: Right | undefined;
}

/** What the answers show about each right that the streams need, in the order of `RIGHTS`. */
export function rightFindings(streams: readonly Stream[], answers: Answers): RightFinding[] {
  const endpoints = new Map(streams.flatMap((stream) => endpointsOf(stream).map((each) => [each.path, each] as const)));
  const findings = [...endpoints.values()].map((each) => findingOf(each, answers));
  const granted = new Set(
    findings.filter(({ verdict }) => verdict === 'readable').flatMap(({ stream }) => ownScopes(stream)),
  );
  const needed = new Set(streams.flatMap(scopesOf));
  return RIGHTS.filter(({ scope }) => needed.has(scope)).map((right) => {
    const own = findings.filter(({ stream }) => ownScopes(stream).includes(right.scope));
    const opens = streams.filter((stream) => ownScopes(stream).includes(right.scope));
    const isEmpty = own.every(({ stream, verdict }) => verdict !== 'readable' || isEmptyAt(answers.get(stream.path)));
    return { right, opens, isEmpty, ...stateOf(right, own, granted) };
  });
}

const isEmptyAt = (answer: Answer | undefined): boolean =>
  answer !== undefined && 'rows' in answer && answer.rows?.length === 0;

function stateOf(
  { scope }: Right,
  own: readonly Finding[],
  granted: ReadonlySet<string>,
): Pick<RightFinding, 'state' | 'obstacles' | 'waitsFor'> {
  const refusals = own.filter(isRefusedItself);
  if (granted.has(scope)) return { state: 'granted', obstacles: refusals };
  // If an endpoint needs two rights, its refusal is attributed to the one that no other endpoint has shown.
  const certain = refusals.filter(({ stream }) => missingBeside(scope, stream, granted).length === 0);
  if (certain.length > 0) {
    const isMissing = certain.some(({ verdict }) => verdict === 'refused');
    return { state: isMissing ? 'missing' : 'unavailable', obstacles: certain };
  }
  const failures = own.filter((finding) => finding.verdict === 'failed') as Obstacle[];
  if (failures.length > 0) return { state: 'failed', obstacles: failures };
  const [first] = own
    .flatMap((finding) =>
      'at' in finding ? [...ownScopes(finding.at), ...missingBeside(scope, finding.stream, granted)] : [],
    )
    .filter((each) => each !== scope && !granted.has(each));
  return { state: 'not_tested', obstacles: [], waitsFor: RIGHTS.find((right) => right.scope === first) };
}

/** The other rights of an endpoint that are not known to be granted. */
const missingBeside = (scope: string, stream: Stream, granted: ReadonlySet<string>): string[] =>
  ownScopes(stream).filter((each) => each !== scope && !granted.has(each));

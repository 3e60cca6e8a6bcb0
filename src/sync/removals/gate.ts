import { counted, shownNumber } from '../../counted.ts';
import type { NoAnswer } from './asking/no_answer.ts';

/** What a comparison found, or what events named. */
export interface Finding {
  /** Rows that seem to be gone. */
  readonly candidates: number;
  /** Rows that existed at the last comparison, and those written since; 0 if they are not counted. */
  readonly known: number;
  /** Undefined if events name the candidates and no list was read. */
  readonly listed: number | undefined;
  readonly mostPercent: number;
  /** The comparison has more differences than it can identify. */
  readonly undecodable?: boolean;
}

/** Why no row is marked as deleted. */
export type Refusal =
  | { readonly why: 'incomplete' }
  | { readonly why: 'nothing listed' | 'undecodable' | 'too many'; readonly finding: Finding }
  | { readonly why: 'still there'; readonly asked: number; readonly alive: number }
  | { readonly why: 'not answered'; readonly asked: number; readonly unanswered: NoAnswer };

/** This many rows may always be deleted, whatever their share. */
const FEW = 10;
/** Up to this many of the rows in question, or this share of them, may turn out to exist. */
const FEW_ALIVE = 2;
const MOST_PERCENT_ALIVE = 10;
/** This many parents may always be deleted along with their rows, whatever their share. */
const FEW_PARENTS = 2;

const isMoreThan = (count: number, percent: number, all: number, few: number): boolean =>
  count > few && count * 100 > percent * all;

/** Judges what seems to be gone before Personio is asked about it. */
export function judgeList(finding: Finding): Refusal | undefined {
  const { candidates, known, listed, mostPercent, undecodable = false } = finding;
  if (listed === 0 && known > 0) return { why: 'nothing listed', finding };
  if (undecodable) return { why: 'undecodable', finding };
  // Allowing all of them is deliberate.
  if (mostPercent < 100 && isMoreThan(candidates, mostPercent, known, FEW)) return { why: 'too many', finding };
  return undefined;
}

/**
 * Whether rows are deleted along with their parents, however many rows there are. The parents have their own gate,
 * which also counts parents without rows; this one allows only a few.
 */
export const mayGoAlong = (parents: number, knownParents: number, mostPercent: number): boolean =>
  !isMoreThan(parents, mostPercent, knownParents, FEW_PARENTS);

/** Judges Personio's answers about the rows in question. */
export function judgeAnswers({ asked, alive }: { asked: number; alive: number }): Refusal | undefined {
  return isMoreThan(alive, MOST_PERCENT_ALIVE, asked, FEW_ALIVE) ? { why: 'still there', asked, alive } : undefined;
}

const NONE_MARKED = 'so no row is marked as deleted';
const OR_NONE = 'if this persists, deselect _ab_cdc_deleted_at to turn off deletions for this stream';
const OTHERWISE = 'if not, check whether the rights or filters of the API credential changed since the last sync';

/** Explains a refusal and how to proceed, for people: the text after the name of the stream. */
export function explain(refusal: Refusal): string {
  switch (refusal.why) {
    case 'incomplete':
      return `the list was not read in full, or the rights of the API credential changed during the sync, ${NONE_MARKED}. The next sync compares again; ${OR_NONE}.`;
    case 'nothing listed':
      return `none of ${rows(refusal.finding.known)} is listed any more, ${NONE_MARKED}. If that is expected, refresh the stream and remove its records; ${OTHERWISE}.`;
    case 'undecodable':
      return `more of ${rows(refusal.finding.known)} were removed or added than the connector can identify, ${NONE_MARKED}. If that is expected, refresh the stream; ${OTHERWISE}.`;
    case 'too many':
      return tooMany(refusal.finding);
    case 'still there':
      return `${shownNumber(refusal.alive)} of ${rows(refusal.asked)} that seemed to be gone still exist when Personio is asked about each, so the others are not trusted either and no row is marked as deleted. The next sync asks again; if this persists, check the rights and filters of the API credential.`;
    case 'not answered':
      return `${rows(refusal.asked)} ${refusal.asked === 1 ? 'seems' : 'seem'} to be gone, but Personio gave no clear answer when asked about ${refusal.asked === 1 ? 'it' : 'them'}, ${NONE_MARKED}: ${refusal.unanswered.message} The next sync asks again; ${OR_NONE}.`;
  }
}

function tooMany({ candidates, known, listed, mostPercent }: Finding): string {
  const most = shownNumber(Math.max(FEW, Math.floor((mostPercent * known) / 100)));
  const found =
    listed === undefined
      ? `webhook events say that ${rows(candidates)}${known > 0 ? ` of ${shownNumber(known)}` : ''} are deleted`
      : `${shownNumber(candidates)} of ${rows(known)} are no longer listed`;
  return `${found}, but at most ${most} may be deleted in one sync, ${NONE_MARKED}. If that is expected, set Deletion Limit to 100 for one sync; ${OTHERWISE}.`;
}

const rows = (count: number): string => counted(count, 'row');

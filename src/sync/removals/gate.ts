import type { Stream } from '../../streams/stream.ts';
import type { NoAnswer } from './asking/no_answer.ts';

/** What a comparison came to, or what the events of a stream name. */
export interface Finding {
  /** Rows that seem to be gone. */
  readonly candidates: number;
  /** Rows that were there when they were last compared, and those written since; 0 where nobody counts them. */
  readonly known: number;
  /** Undefined where events name the candidates and no list was read. */
  readonly listed: number | undefined;
  readonly mostPercent: number;
  /** The comparison has more differences than it can tell apart. */
  readonly undecodable?: boolean;
}

/** Why no row is marked as deleted. */
export type Refusal =
  | { readonly why: 'incomplete' }
  | { readonly why: 'nothing listed' | 'undecodable' | 'too many'; readonly finding: Finding }
  | { readonly why: 'still there'; readonly asked: number; readonly alive: number }
  | { readonly why: 'not answered'; readonly asked: number; readonly unanswered: NoAnswer };

/** This many rows may go, whatever their share is. */
const FEW = 10;
/** This many of the rows that were asked for, or this share of them, may be there after all. */
const FEW_ALIVE = 2;
const MOST_PERCENT_ALIVE = 10;
/** This many parents may take their rows along, whatever their share is. */
const FEW_PARENTS = 2;

const isMoreThan = (count: number, percent: number, all: number, few: number): boolean =>
  count > few && count * 100 > percent * all;

/** Judges what seems to be gone before Personio is asked for it. */
export function judgeList(finding: Finding): Refusal | undefined {
  const { candidates, known, listed, mostPercent, undecodable = false } = finding;
  if (listed === 0 && known > 0) return { why: 'nothing listed', finding };
  if (undecodable) return { why: 'undecodable', finding };
  // Who allows all of them means it.
  if (mostPercent < 100 && isMoreThan(candidates, mostPercent, known, FEW)) return { why: 'too many', finding };
  return undefined;
}

/**
 * Whether rows go along with their parents, however many they are. The parents have a gate of their own, which knows those
 * without rows as well: here only few are let through.
 */
export const mayGoAlong = (parents: number, knownParents: number, mostPercent: number): boolean =>
  !isMoreThan(parents, mostPercent, knownParents, FEW_PARENTS);

/** Judges what Personio said of those that it was asked for. */
export function judgeAnswers({ asked, alive }: { asked: number; alive: number }): Refusal | undefined {
  return isMoreThan(alive, MOST_PERCENT_ALIVE, asked, FEW_ALIVE) ? { why: 'still there', asked, alive } : undefined;
}

const NONE_MARKED = 'so none is marked as deleted';
const OR_NONE = 'if this stays so, take _ab_cdc_deleted_at out of the selection, and nothing is told of this stream';
const OTHERWISE = 'if not, compare the rights and filters of the API credential with those of the last sync';

/** What a refusal means for people, and the way out. */
export function explain({ name }: Pick<Stream, 'name'>, refusal: Refusal): string {
  return `${name}: ${sentence(refusal)}`;
}

function sentence(refusal: Refusal): string {
  switch (refusal.why) {
    case 'incomplete':
      return `its list was not read in full, or rights changed meanwhile, ${NONE_MARKED}. The next sync compares again; ${OR_NONE}.`;
    case 'nothing listed':
      return `none of ${rows(refusal.finding.known)} is listed any more, ${NONE_MARKED}. If that is right, refresh the stream and remove its records; ${OTHERWISE}.`;
    case 'undecodable':
      return `more of ${rows(refusal.finding.known)} are gone or new than can be told apart, ${NONE_MARKED}. If that is right, refresh the stream; ${OTHERWISE}.`;
    case 'too many':
      return tooMany(refusal.finding);
    case 'still there':
      return `${shown(refusal.alive)} of ${rows(refusal.asked)} that seemed to be gone are there when Personio is asked for each, so the others are not believed to be gone either and none is marked as deleted. The next sync asks again; if this stays so, compare the rights and filters of the API credential.`;
    case 'not answered':
      return `${rows(refusal.asked)} ${refusal.asked === 1 ? 'seems' : 'seem'} to be gone, but Personio was asked for that and gave no clear answer, ${NONE_MARKED}: ${refusal.unanswered.message} The next sync asks again; ${OR_NONE}.`;
  }
}

function tooMany({ candidates, known, listed, mostPercent }: Finding): string {
  const most = shown(Math.max(FEW, Math.floor((mostPercent * known) / 100)));
  const found =
    listed === undefined
      ? `webhook events say that ${rows(candidates)}${known > 0 ? ` of ${shown(known)}` : ''} are deleted`
      : `${shown(candidates)} of ${rows(known)} are no longer listed`;
  return `${found}, and at most ${most} may go at once, ${NONE_MARKED}. If that is right, set Deletion Limit to 100 for one sync; ${OTHERWISE}.`;
}

const shown = (count: number): string => count.toLocaleString('en');
const rows = (count: number): string => `${shown(count)} ${count === 1 ? 'row' : 'rows'}`;

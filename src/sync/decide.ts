import {
  isBadParameter,
  isExpiredLink,
  isForgottenLink,
  isGone,
  isOfOneParent,
  isServerFault,
  isWithoutChildren,
} from '../streams/failure.ts';
import { ShortListError } from '../streams/pager.ts';

/** What to do about a partition, or a list of parents, that could not be read. */
export type Decision =
  /** Read it from its start: it came out too short. */
  | 'again'
  /** Read it from its start: the server no longer knows a link. */
  | 'restart'
  /** Ask for each of the parents that share it by itself. */
  | 'apart'
  /** It has no rows. */
  | 'empty'
  /** Its parent does not exist any more. */
  | 'gone'
  /** Read its first and last day by themselves: where they can be read, one record in it is broken. */
  | 'probe_ends'
  /** Read its halves by themselves: one record in it is broken. */
  | 'halve'
  /** Leave it out, and name it. */
  | 'skip'
  /** Nothing helps: the stream fails. */
  | 'give_up';

/** What is known of a read that failed. */
export interface FailedRead {
  /** It began behind a link of an earlier sync. */
  readonly resumed: boolean;
  /** It gave a page: what it is of exists, and has rows. */
  readonly answered: boolean;
  /** What was decided about it before. */
  readonly tried?: readonly Decision[];
  /** It is of one parent, or of several that share it. */
  readonly ofParents?: 'one' | 'several' | undefined;
  /** Its parent may have no children to ask for: a refusal means that then. */
  readonly mayRefuse?: boolean;
  /** Its parent was only named: there may be none with that id. */
  readonly mayBeGone?: boolean;
  /** The days from its first to its last, where it can be cut. */
  readonly span?: number | undefined;
  /** It is a part of one that the server failed for. */
  readonly isPart?: boolean;
}

/** The one place that decides about a failed read. Pure: the caller carries it out. */
export function decide(error: unknown, read: FailedRead): Decision {
  const { answered, resumed, tried = [], ofParents, span } = read;
  const { mayRefuse = false, mayBeGone = false, isPart = false } = read;
  if (error instanceof ShortListError && !tried.includes('again')) return 'again';
  const isLostLink = answered ? isForgottenLink(error) : resumed && isExpiredLink(error);
  if (isLostLink && !tried.includes('restart')) return 'restart';
  if (ofParents === 'several' && isOfOneParent(error)) return 'apart';
  if (!answered && mayRefuse && isWithoutChildren(error)) return 'empty';
  if (!answered && ofParents !== undefined && isGone(error)) return 'gone';
  if (!answered && mayBeGone && isBadParameter(error)) return 'gone';
  if (!isServerFault(error)) return 'give_up';
  if (span !== undefined && span > 0) return isPart ? 'halve' : 'probe_ends';
  return span === 0 || ofParents !== undefined ? 'skip' : 'give_up';
}

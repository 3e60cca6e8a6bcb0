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
  /** Read it from its start: it came back short. */
  | 'again'
  /** Read it from its start: the server no longer knows a link. */
  | 'restart'
  /** Request each of the parents that share it separately. */
  | 'apart'
  /** It has no rows. */
  | 'empty'
  /** Its parent no longer exists. */
  | 'gone'
  /** Read its first and last day separately: if they can be read, one record in between is broken. */
  | 'probe_ends'
  /** Read its halves separately: one record in it is broken. */
  | 'halve'
  /** Skip it, and name it. */
  | 'skip'
  /** Nothing helps: the stream fails. */
  | 'give_up';

/** What is known about a failed read. */
export interface FailedRead {
  /** It began behind a link of an earlier sync. */
  readonly resumed: boolean;
  /** A page came back: the resource exists, and has rows. */
  readonly answered: boolean;
  /** Earlier decisions about it. */
  readonly tried?: readonly Decision[];
  /** Whether it belongs to one parent, or to several that share it. */
  readonly ofParents?: 'one' | 'several' | undefined;
  /** Its parent may be unable to have children, which a refusal then means. */
  readonly mayRefuse?: boolean;
  /** Its parent was only named by an event: there may be none with that id. */
  readonly mayBeGone?: boolean;
  /** The days from its first to its last, if it can be split. */
  readonly span?: number | undefined;
  /** It is part of a read that the server failed. */
  readonly isPart?: boolean;
}

/** The only place that decides about a failed read. Pure: the caller acts on the decision. */
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

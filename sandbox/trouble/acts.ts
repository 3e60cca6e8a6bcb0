import { dataActs } from './data.ts';
import { gapActs } from './gaps.ts';
import { lieActs } from './lies.ts';
import { pagingActs } from './paging.ts';
import { transportActs } from './transport.ts';
import type { Turn } from './turn.ts';

/** A table of faults: the options of each kind are those of its function. */
const ACTS = { ...transportActs, ...lieActs, ...pagingActs, ...dataActs, ...gapActs };

type Acts = typeof ACTS;
type Kind = keyof Acts;

interface AnyAct<K extends Kind> {
  readonly kind: K;
  /** The API does what was requested, whatever the client is told; otherwise it may not even have been asked. */
  readonly applied?: boolean;
}

/** One kind with its options. */
export type Act = { [K in Kind]: AnyAct<K> & Parameters<Acts[K]>[1] }[Kind];

export const KINDS = Object.keys(ACTS) as readonly Kind[];

export function isAct(value: unknown): value is Act {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && (KINDS as readonly unknown[]).includes(value.kind)
  );
}

export async function perform(act: Act, turn: Turn): Promise<void> {
  // The kind determines the function for these options; the compiler cannot follow that across the table.
  const play = ACTS[act.kind] as (turn: Turn, options: Act) => Promise<void> | void;
  await play(turn, act);
}

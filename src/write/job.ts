import type { WritingApi } from '../http/api.ts';
import type { ObjectName } from './object.ts';
import type { RefusedStream, StreamPlan } from './plan.ts';
import type { WriteOptions } from './run.ts';
import type { Shared } from './shared.ts';

/** What one run of `write` has to do. */
export interface WriteJob extends Pick<Shared, 'out' | 'report' | 'onReject' | 'rejectLimit' | 'show' | 'signal'> {
  readonly plans: readonly (StreamPlan | RefusedStream)[];
  readonly api: WritingApi;
  readonly options: WriteOptions;
  /** For how long lists may not show what was created. */
  readonly settleSeconds: number;
  /** `object.member`: members that a null clears. */
  readonly clearOnNull: readonly string[];
  readonly allowRemoval: readonly ObjectName[];
}

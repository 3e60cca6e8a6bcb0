import type { Messages } from '../airbyte/messages.ts';
import type { Ledger } from './ledger.ts';
import type { Load } from './load.ts';
import type { Written } from './object.ts';
import type { Parking } from './parking.ts';
import type { Report, ReportLine } from './report.ts';

/** What becomes of rejects: reported and done; or their state is withheld so that they come again, and the run may fail. */
type OnReject = 'report' | 'retry' | 'fail';

/** What all streams of a run share. */
export interface Shared {
  readonly out: Messages;
  readonly ledger: Ledger;
  readonly parking: Parking;
  readonly report: Report | undefined;
  readonly onReject: OnReject;
  /** Percent. */
  readonly rejectLimit: number;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Shows what became of a row to a person at a terminal. */
  readonly show?: ((line: ReportLine, written: Written) => void) | undefined;
  readonly load: Load;
  /** Lists show what earlier runs have created: what they lack is not there. */
  isSettled(): boolean;
}

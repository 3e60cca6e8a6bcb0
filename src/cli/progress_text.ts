import type { Visited } from '../airbyte/output.ts';
import type { StreamStatus } from '../airbyte/protocol.ts';
import { andMore, counted, shownNumber } from '../counted.ts';
import { withoutName } from '../errors.ts';
import { printable, widthOf } from '../printable.ts';

/** What is known about a stream that is being read. */
export interface Running {
  /** Its name, safe to show. */
  readonly stream: string;
  records: number;
  /** When the rate limit allows it to continue (epoch ms). */
  waitsUntil: number;
  /** How many people it has visited, if it visits people. */
  visited?: Visited;
}

export interface Totals {
  readonly records: number;
  readonly requests: number;
  readonly elapsedMs: number;
}

/** The line of a stream that has ended. */
export function endLine({ stream, records }: Running, status: StreamStatus): string {
  const unit = records === 1 ? 'record ' : 'records';
  return `${stream.padEnd(28)} ${shownNumber(records).padStart(12)} ${unit}  ${status.toLowerCase()}`;
}

/** The part that is redrawn: usually one line, more if the terminal is narrow or streams wait for the rate limit. */
export function summaryLines(
  running: readonly Running[],
  { records, requests, elapsedMs, people }: Totals & { readonly people: number | undefined },
  { now, columns }: { readonly now: number; readonly columns: number },
): string[] {
  const facts = [
    counted(records, 'record'),
    counted(requests, 'request'),
    duration(elapsedMs),
    share(running, people),
    wait(running, now),
  ];
  const lines = filled(
    facts.filter((fact) => fact !== undefined),
    columns,
  );
  const names = running.map(({ stream }) => stream);
  const last = lines.at(-1) ?? '';
  const behind = fitting(names, columns - widthOf(last) - 2);
  if (behind !== undefined) return [...lines.slice(0, -1), `${last}: ${behind}`];
  return [...lines, fitting(names, columns) ?? counted(names.length, 'stream')];
}

/** Puts as many facts on each line as fit. */
function filled(facts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const line = lines.pop();
    const longer = line === undefined ? fact : `${line}, ${fact}`;
    lines.push(...(line === undefined || widthOf(longer) <= columns ? [longer] : [line, fact]));
  }
  return lines;
}

/** As many names as fit, and the number of the others. Undefined if none fits. */
function fitting(names: readonly string[], columns: number): string | undefined {
  for (let count = names.length; count > 0; count--) {
    const text = andMore(names, count);
    if (widthOf(text) <= columns) return text;
  }
  return undefined;
}

/** How many people were visited by the stream with the most left to do. */
function share(running: readonly Running[], people: number | undefined): string | undefined {
  const shares = running
    .flatMap(({ visited }) => visited ?? [])
    .map(({ visited, of, isAll }) => {
      const about = isAll && people !== undefined && people >= visited ? people : undefined;
      return { visited, all: of ?? about, isExact: of !== undefined };
    });
  const left = ({ visited, all }: { visited: number; all: number | undefined }) =>
    all === undefined ? Number.POSITIVE_INFINITY : all - visited;
  const [most] = shares.toSorted((a, b) => left(b) - left(a) || a.visited - b.visited);
  if (!most) return undefined;
  if (most.all === undefined) return counted(most.visited, 'person', 'people');
  return `${shownNumber(most.visited)} of ${most.isExact ? '' : 'about '}${counted(most.all, 'person', 'people')}`;
}

function wait(running: readonly Running[], now: number): string | undefined {
  const waiting = running.filter(({ waitsUntil }) => waitsUntil > now);
  if (waiting.length === 0) return undefined;
  const until = `waiting for the rate limit until ${clock(Math.min(...waiting.map(({ waitsUntil }) => waitsUntil)))}`;
  return waiting.length === running.length
    ? until
    : `${waiting.length} of ${counted(running.length, 'stream')} ${until}`;
}

interface Closing extends Totals {
  readonly complete: readonly string[];
  readonly incomplete: readonly string[];
  readonly failures: readonly { readonly stream: string; readonly reason: string }[];
  /** The output went to the terminal, too. */
  readonly isShared: boolean;
}

/** The final lines: what was read, what is missing and why, and what to do next. */
export function closingLines({ complete, incomplete, failures, isShared, ...totals }: Closing): string[] {
  const { records, requests, elapsedMs } = totals;
  const numbers = `${counted(records, 'record')}, ${counted(requests, 'request')}, ${duration(elapsedMs)}`;
  const all = counted(complete.length + incomplete.length, 'stream');
  const done = incomplete.length > 0 ? `${complete.length} of ${all} complete` : `${all} complete`;
  const byReason = Map.groupBy(failures, ({ stream, reason }) => withoutName(reason, stream));
  const reasons = [...byReason].map(
    ([reason, failed]) => `${failed.map(({ stream }) => printable(stream)).join(', ')}: ${printable(reason)}`,
  );
  return [
    `${done}: ${numbers}.`,
    ...(incomplete.length > 0 ? [`Incomplete: ${incomplete.join(', ')}.`] : []),
    ...reasons,
    next(complete.length + records > 0, incomplete.length > 0, isShared),
  ];
}

function next(hasRead: boolean, isIncomplete: boolean, isShared: boolean): string {
  if (!hasRead) return 'Nothing was read. Fix the problem, then run the same command again.';
  const purpose = isIncomplete ? 'To resume' : 'To read only what changed next time';
  return isShared
    ? `${purpose}, run the same command with "--state FILE". FILE must contain the lines above; ">> FILE" saves them.`
    : `${purpose}, run the same command with "--state FILE". FILE must contain the output of this run and of those before.`;
}

const MINUTE = 60;

/** `0:07`, `12:34` or `1:02:03`. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / MINUTE ** 2), Math.floor(seconds / MINUTE) % MINUTE];
  const rest = two(seconds % MINUTE);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The local time of day. */
function clock(ms: number): string {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
}

const two = (number: number): string => String(number).padStart(2, '0');

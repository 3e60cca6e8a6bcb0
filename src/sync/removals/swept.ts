import { counted } from '../../counted.ts';
import { Baseline } from '../../kept/baseline.ts';
import type { KeySet } from '../../kept/key_set.ts';
import { unpackKey } from '../../kept/keys.ts';
import { type ListedKey, Listing } from '../../kept/listing.ts';
import { listedRow, type Subject } from '../../streams/removals.ts';
import type { SweepTracking } from '../tracking/sweep_tracking.ts';
import type { Refusal } from './gate.ts';
import { confirm, isRefusal, type RemovalWork } from './work.ts';

/** Parents name all of their children if no more than this many seem to be missing, and those are gone. */
const MOST_UNNAMED = 10;

/**
 * Lists all rows and compares them with those in the state: finds the ones that are gone, and writes those that
 * appeared without a change.
 */
export async function sweep(work: RemovalWork, tracking: SweepTracking): Promise<Refusal | undefined> {
  const { asker, tell, write, window, mostPercent } = work;
  const { baseline, kept } = tracking;
  if (!baseline) return await begin(work, tracking);
  const comparison = baseline.compare(window.at);
  const { listing } = comparison;
  let first: Subject | undefined;
  for await (const row of listed(work)) {
    first ??= row;
    comparison.see(row, kept.comparedAt);
  }
  const differences = comparison.result();
  const counts = { known: baseline.known, listed: listing.listed.size, undecodable: differences === undefined };
  const verdict = await confirm(work, differences?.gone ?? [], counts, first);
  if (isRefusal(verdict)) return verdict;
  const came = await asker.ask(differences?.came ?? [], first);
  if ('unanswered' in came)
    return { why: 'not answered', asked: differences?.came.length ?? 0, unanswered: came.unanswered };
  await tell(verdict.gone, window.at);
  const back = came.alive.filter(({ subject }) => tracking.hasTold(subject));
  for (const { row, subject } of came.alive) if (row && !tracking.hasTold(subject)) await write(row, subject);
  const next = Baseline.after(comparison, mostPercent, { gone: verdict.gone, alive: verdict.left });
  for (const { subject } of back) next.reported(subject);
  // Deleted since they were listed: it is unknown whether they were written.
  for (const subject of came.gone) next.doubt(subject);
  await keep(work, tracking, listing, next);
  return undefined;
}

/** Starts with the rows that this sync has read, if it read all of them, or with those that are listed now. */
async function begin(work: RemovalWork, tracking: SweepTracking): Promise<undefined> {
  const { removals, mostPercent } = work;
  const { collected } = tracking;
  // If parents have to prove that they name all rows, and not all were read, the next sync reads everything.
  if (removals.namedBy && !collected) return;
  const listing = collected && !removals.namedBy ? collected : await listingOf(work);
  if (collected && removals.namedBy && !(await nameAll(work, listing.listed, collected.listed)))
    tracking.compared(work.window.at);
  else await keep(work, tracking, listing, Baseline.of(listing, mostPercent));
}

async function listingOf(work: RemovalWork): Promise<Listing> {
  const listing = new Listing(work.window.at);
  for await (const row of listed(work)) listing.see(row);
  return listing;
}

async function keep(
  { out, stream, window }: RemovalWork,
  tracking: SweepTracking,
  { listed: { size }, unpackable }: Listing,
  baseline: Baseline,
): Promise<void> {
  if (unpackable > 0)
    await out.log(
      'WARN',
      `${stream.name}: the state cannot hold the ids of ${counted(unpackable, 'row')}. Their removal will not be detected.`,
    );
  tracking.compared(window.at, { baseline, count: size });
}

/** Whether parents name all of their children: those that ended may be left out. */
async function nameAll({ asker }: RemovalWork, named: KeySet, read: KeySet): Promise<boolean> {
  const unnamed: Subject[] = [];
  for (const key of read) {
    if (named.has(key)) continue;
    const subject = unpackKey(key);
    if (subject) unnamed.push(subject);
    if (unnamed.length > MOST_UNNAMED) return false;
  }
  const answers = await asker.ask(unnamed);
  return !('unanswered' in answers) && answers.gone.length === unnamed.length;
}

/** The listed rows, without those that ended before the start date. */
async function* listed({ stream, removals, list, window: { startDate } }: RemovalWork): AsyncGenerator<ListedKey> {
  const { namedBy = listedRow } = removals;
  for await (const { rows } of list())
    for (const row of rows) if (startDate === undefined || !stream.endedBefore(row, startDate)) yield* namedBy(row);
}

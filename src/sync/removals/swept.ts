import { Baseline } from '../../kept/baseline.ts';
import { KeySet } from '../../kept/key_set.ts';
import { packKey, unpackKey } from '../../kept/keys.ts';
import { type Listed, listedRow, type Subject } from '../../streams/removals.ts';
import type { Refusal } from '../gate.ts';
import type { SweepTracking } from '../sweep_tracking.ts';
import { confirm, isRefusal, type RemovalWork } from './work.ts';

/** Parents that name their children name all of them if no more than so many seem to be missing, and those are gone. */
const MOST_UNNAMED = 10;

/** Lists all rows and compares them with those that are kept: tells which are gone, and writes those that came unseen. */
export async function sweep(work: RemovalWork, tracking: SweepTracking): Promise<Refusal | undefined> {
  const { asker, tell, write, window } = work;
  const { baseline, kept } = tracking;
  if (!baseline) return await begin(work, tracking);
  const comparison = baseline.compare();
  let first: Subject | undefined;
  for await (const row of listed(work)) {
    first ??= row;
    comparison.see(row, kept.comparedAt);
  }
  const differences = comparison.result();
  const counts = { known: baseline.known, listed: comparison.listed.size, undecodable: differences === undefined };
  const verdict = await confirm(work, differences?.gone ?? [], counts, { known: first });
  if (isRefusal(verdict)) return verdict;
  const came = await asker.ask(differences?.came ?? [], first);
  if ('unanswered' in came)
    return { why: 'not answered', asked: differences?.came.length ?? 0, unanswered: came.unanswered };
  await tell(verdict.gone, window.at);
  for (const { row, subject } of came.alive) if (row) await write(row, subject);
  keep(tracking, work, comparison.listed, verdict.left);
  return undefined;
}

/** Begins with the rows that this sync has read, if it read all of them, or with those that are listed now. */
async function begin(work: RemovalWork, tracking: SweepTracking): Promise<Refusal | undefined> {
  const { namedBy } = work.removals;
  const { collected } = tracking;
  if (!namedBy) {
    keep(tracking, work, collected ?? (await listedKeys(work, tracking)));
    return undefined;
  }
  // The next sync reads everything.
  if (!collected) return undefined;
  const named = await listedKeys(work, tracking);
  const isComparable = await nameAll(work, named, collected);
  if (!isComparable)
    await work.out.log(
      'WARN',
      `${work.stream.name}: removed rows are not told, because ${work.stream.parent?.stream.name} do not name all of those that were read. A refresh of the stream tries again.`,
    );
  keep(tracking, work, isComparable ? named : undefined);
  return undefined;
}

async function listedKeys(work: RemovalWork, tracking: SweepTracking): Promise<KeySet> {
  const keys = new KeySet();
  for await (const row of listed(work)) {
    const key = packKey(row);
    if (key) keys.add(key);
    else tracking.hasStrangeKeys = true;
  }
  return keys;
}

/** Without keys nothing is compared until the stream is read from its beginning again. */
function keep(
  tracking: SweepTracking,
  { mostPercent, window }: RemovalWork,
  keys: KeySet | undefined,
  more: readonly Subject[] = [],
): void {
  for (const subject of more) {
    const key = packKey(subject);
    if (key) keys?.add(key);
  }
  tracking.baseline = keys && !tracking.hasStrangeKeys ? Baseline.of(keys, mostPercent) : undefined;
  tracking.kept = {
    ...tracking.kept,
    comparedAt: window.at,
    lookedAt: tracking.missed ? tracking.kept.lookedAt : window.at,
    count: keys?.size ?? tracking.kept.count,
  };
}

/** Whether parents name all children that they have: nobody knows whether those that ended are among them. */
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

/** What is listed, but for what ended before the start date. */
async function* listed({ stream, removals, list, window: { startDate } }: RemovalWork): AsyncGenerator<Listed> {
  const { namedBy = listedRow } = removals;
  for await (const { rows } of list())
    for (const row of rows) if (startDate === undefined || !stream.endedBefore(row, startDate)) yield* namedBy(row);
}

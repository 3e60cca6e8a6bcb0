import { OBSERVED_AT } from '../../account/change_columns.ts';
import type { RecordParts } from '../../airbyte/messages.ts';
import type { StreamState } from '../../airbyte/protocol.ts';
import { DIGESTS, digest48 } from '../../kept/digests.ts';
import { type BuiltRecord, withMember } from '../../records/builder.ts';
import { versionText } from '../../records/version_text.ts';
import type { Partition } from '../../streams/partition.ts';
import type { Instant } from '../../times.ts';
import { type Kept, keptText } from './kept_text.ts';
import type { Batch, Tracking } from './tracking.ts';
import type { Versions } from './versions.ts';

/** Groups are held until all of their rows are known, but at most this many records. */
const MOST_HELD = 20_000;

interface ChangeOptions {
  /** When this sync sees its rows. */
  readonly observedAt: Instant;
  /** Whether records say when they were seen. */
  readonly showsObservedAt: boolean;
  /** What was written before: only other versions are written. Without it all are. */
  readonly versions?: Versions | undefined;
  /** For rows that are written in groups: whether the groups of a partition are kept for the next sync. */
  readonly keepsGroups?: ((partition: Pick<Partition, 'key'>) => boolean) | undefined;
  /** The key of the digests, which the state does not contain. With another key every version is new. */
  readonly digestKey: string;
  /** What the state keeps, apart from the versions. */
  readonly kept: Kept;
}

/** The prefix of the names of a partition's groups. */
const groupsOf = ({ key }: Pick<Partition, 'key'>): string => `${key}:`;

/** Compares versions: writes only new and changed rows, and records when they were seen. */
export class ChangeTracking implements Tracking {
  /** Records that were not written, because the same version was written before. */
  unchanged = 0;
  #held = 0;
  /** By partition, the function that releases its held records. */
  readonly #releases = new Map<string, () => BuiltRecord[]>();
  readonly #options: ChangeOptions;
  kept: Kept;

  constructor(options: ChangeOptions) {
    this.#options = options;
    this.kept = options.kept;
  }

  get observedAt(): Instant {
    return this.#options.observedAt;
  }

  get versions(): Versions | undefined {
    return this.#options.versions;
  }

  get state(): StreamState {
    return { [OBSERVED_AT]: this.#options.observedAt, kept: this.#text ?? '' };
  }

  get keepsTooMuch(): boolean {
    return this.#text === undefined;
  }

  get #text(): string | undefined {
    const { versions } = this.#options;
    if (versions?.keepsNone) return undefined;
    return versions ? keptText({ ...this.kept, body: versions.text() }) : '';
  }

  open(partition: Partition): Batch {
    const { versions, keepsGroups } = this.#options;
    if (!versions) return this.#all();
    if (!keepsGroups) return this.#rows(versions);
    const isKept = keepsGroups(partition);
    // Groups from an earlier sync are compared once more.
    return isKept || versions.knows(groupsOf(partition)) ? this.#groups(versions, partition, isKept) : this.#all();
  }

  #all(): Batch {
    return { take: (records) => this.#written(records), rest: () => [], holds: false };
  }

  #rows(versions: Versions): Batch {
    return {
      take: (records) => {
        const fresh = records.filter(({ key, data }) => versions.isNew(key, this.#digestOf(data)));
        this.unchanged += records.length - fresh.length;
        return this.#written(fresh);
      },
      rest: () => [],
      holds: false,
    };
  }

  #groups(versions: Versions, partition: Partition, isKept: boolean): Batch {
    const { key } = partition;
    const groups = new Map<string, { digest: number; readonly records: BuiltRecord[] }>();
    const release = (): BuiltRecord[] => {
      const records = [...groups.values()].flatMap((group) => group.records);
      groups.clear();
      this.#held -= records.length;
      return records;
    };
    // A failed partition is read again.
    this.#releases.get(key)?.();
    this.#releases.set(key, release);
    return {
      take: (records) => {
        if (!versions.keepsNone && this.#held + records.length > MOST_HELD) versions.keepNone();
        if (versions.keepsNone) return this.#written([...release(), ...records]);
        this.#held += records.length;
        for (const record of records) {
          const name = record.note?.group ?? '';
          const group = groups.get(name) ?? { digest: 0, records: [] };
          // The sum does not depend on the order of the rows.
          group.digest = (group.digest + this.#digestOf(record.data)) % DIGESTS;
          group.records.push(record);
          groups.set(name, group);
        }
        return [];
      },
      rest: () => {
        // A group without rows is forgotten, so that it is written again when it comes back.
        for (const name of versions.unseen())
          if (name.startsWith(groupsOf(partition)) && !groups.has(name)) versions.forget(name);
        const fresh = [...groups].flatMap(([name, { digest, records }]) =>
          versions.isNew(name, digest) ? records : [],
        );
        if (!isKept) for (const name of groups.keys()) versions.forget(name);
        this.unchanged += release().length - fresh.length;
        return this.#written(fresh);
      },
      holds: true,
    };
  }

  #digestOf(data: string): number {
    return digest48(versionText(data), this.#options.digestKey);
  }

  #written(records: readonly BuiltRecord[]): readonly RecordParts[] {
    const { observedAt, showsObservedAt } = this.#options;
    if (!showsObservedAt) return records;
    return records.map(({ data, changes }) => ({ data: withMember(data, OBSERVED_AT, observedAt), changes }));
  }
}

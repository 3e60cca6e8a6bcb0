import type { Api } from '../../http/api.ts';
import { isKey, type Row, scalarText } from '../../row.ts';
import { toConnectorError } from '../../streams/failure.ts';
import { OrgUnits, Workplaces } from '../../streams/organisation.ts';
import type { Partition } from '../../streams/partition.ts';
import type { Stream } from '../../streams/stream.ts';

export type NamedKind = 'department' | 'team' | 'office';

interface Entry {
  readonly id: string;
  readonly name: string;
}

/** What people call departments, teams and workplaces: each list is read once in a run, when a row needs it. */
export class OrganisationNames {
  readonly #lists = new Map<NamedKind, Promise<readonly Entry[]>>();

  of(kind: NamedKind, api: Api): Promise<readonly Entry[]> {
    const list = this.#lists.get(kind) ?? read(kind, api);
    this.#lists.set(kind, list);
    return list;
  }

  /** The name, if the list has been read. */
  async nameOf(kind: NamedKind, id: unknown): Promise<string | undefined> {
    return (await this.#lists.get(kind))?.find((entry) => entry.id === id)?.name;
  }
}

async function read(kind: NamedKind, api: Api): Promise<readonly Entry[]> {
  const stream: Stream = kind === 'office' ? new Workplaces() : new OrgUnits();
  const isOfKind = ({ type }: Row): boolean =>
    kind === 'office' || typeof type !== 'string' || type.toLowerCase() === kind;
  const entries: Entry[] = [];
  try {
    for await (const { rows } of stream.pages(api, partitionOf(kind, stream))) {
      for (const row of rows.filter(isOfKind))
        if (isKey(row.id) && typeof row.name === 'string') entries.push({ id: scalarText(row.id), name: row.name });
    }
  } catch (error) {
    throw toConnectorError(error, stream);
  }
  return entries;
}

/** Departments and teams are two lists behind one path. */
function partitionOf(kind: NamedKind, stream: Stream): Partition {
  const parts = stream.partitioning?.partitions?.(stream, { at: '', lookbackDays: 0 });
  return parts?.find(({ key }) => key === kind) ?? stream.whole();
}

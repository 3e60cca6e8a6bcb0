import type { Api } from '../../http/api.ts';
import { isKey, scalarText } from '../../row.ts';
import { OrgUnits, Workplaces } from '../../streams/organisation.ts';
import type { Partition } from '../../streams/partition.ts';
import type { Stream } from '../../streams/stream.ts';
import { listed } from '../list.ts';

type NamedKind = 'department' | 'team' | 'office';

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
  const entries: Entry[] = [];
  for await (const { id, type, name } of listed(api, ...listOf(kind))) {
    const isOfKind = kind === 'office' || typeof type !== 'string' || type === kind;
    if (isOfKind && isKey(id) && typeof name === 'string') entries.push({ id: scalarText(id), name });
  }
  return entries;
}

/** Departments and teams are two lists behind one path. */
function listOf(kind: NamedKind): [Stream, Partition?] {
  if (kind === 'office') return [new Workplaces()];
  const units = new OrgUnits();
  const part = units.partitioning.partitions?.(units, { at: '', lookbackDays: 0 }).find(({ key }) => key === kind);
  return part ? [units, part] : [units];
}

import type { ApiRequest } from '../../src/http/api.ts';
import { ApiError } from '../../src/http/api_error.ts';
import type { Row } from '../../src/row.ts';

interface Given {
  readonly path: string;
  /** The member whose `date_time` the window bounds. */
  readonly start: string;
  readonly rows: Row[];
  /** Refuses these people. */
  readonly refused?: readonly string[];
  /** How several values are written. */
  readonly form?: 'commas' | 'repeated';
  /** Other requests. */
  readonly others?: (request: ApiRequest) => unknown;
}

const PAGE = 100;
const idOf = (value: unknown): string => `${(value as Row | null)?.id}`;

/** A server with a list of periods, as `answer` of `fakeRun`. It counts the pages of its list. */
export function fakePeriods({ path, start, rows, refused = [], form = 'commas', others }: Given) {
  const asked: string[] = [];
  const answer = ({ target, query = {}, ...rest }: ApiRequest): unknown => {
    if (target.startsWith(`${path}/`)) {
      const id = target.slice(path.length + 1);
      if (id.includes('/')) return others?.({ target, query, ...rest });
      asked.push(id);
      return rows.find((row) => row.id === id) ?? new ApiError('not_found', 404, 1);
    }
    if (!target.startsWith(path)) return others?.({ target, query, ...rest });
    const link = new URLSearchParams(target.split('?')[1] ?? '');
    const values = (name: string): string[] | undefined => {
      const value = link.get(name) ?? query[name];
      if (value === undefined) return undefined;
      return form === 'commas' ? String([value].flat().at(-1)).split(',') : [value].flat().map(String);
    };
    const [persons, ids] = [values('person.id'), values('id')];
    if (persons?.some((person) => refused.includes(person))) return new ApiError('refused', 400, 1);
    const bound = (name: string) => values(`${start}.date_time.${name}`)?.[0]?.slice(0, 19);
    const [from = '', to = '9999'] = [bound('gte'), bound('lte')];
    const page = Number(link.get('page') ?? 0);
    asked.push([persons?.join('+') ?? (ids ? 'ids' : 'everybody'), ...(page > 0 ? [page] : [])].join(' '));
    const all = rows.filter((row) => {
      const at = `${(row[start] as Row).date_time}`;
      const isIn = ids ? ids.includes(`${row.id}`) : at >= from && at <= to;
      return isIn && (!persons || persons.includes(idOf(row.person)));
    });
    const next = new URLSearchParams({ page: `${page + 1}` });
    for (const [name, value] of [...Object.entries(query), ...link]) if (name !== 'page') next.set(name, `${value}`);
    const isLast = all.length <= (page + 1) * PAGE;
    return {
      _data: all.slice(page * PAGE, (page + 1) * PAGE),
      _meta: isLast ? {} : { links: { next: { href: `${path}?${next}` } } },
    };
  };
  return { answer, asked };
}

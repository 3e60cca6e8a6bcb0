// What the bare loop has to do to print what the connector printed: its lists, and the columns of its records.
import type { LoggedRequest } from '../../sandbox/http/request_log.ts';
import type { SandboxConfig } from '../../sandbox/server.ts';
import { attributeIdOf } from '../../src/account/columns.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import type { BarePlan, BareStream } from './bare_loop.ts';

/** The schemas of streams by name. */
export type Schemas = Readonly<Record<string, JsonSchema>>;

/** The lists of the connector's own read, without the next links that follow from them. */
export function barePlan(
  log: readonly LoggedRequest[],
  config: SandboxConfig,
  schemas: Schemas,
  concurrency: number,
): BarePlan {
  const streams = allStreams().filter(({ name }) => log.some(({ stream }) => stream === name));
  const starts = log.filter(({ query }) => !query.includes('cursor='));
  const lists = starts.map((list, index) => ({
    stream: list.stream ?? '',
    target: list.query === '' ? list.path : `${list.path}?${list.query}`,
    adds: addsOf(list, streams),
    isHalved: starts.some((other) => isPartOf(other, list)),
    // A second reading of parents is only for their children.
    isPrinted: starts.findIndex(({ path, query }) => path === list.path && query === list.query) === index,
  }));
  const { api_url: url, client_id: clientId, client_secret: clientSecret } = config;
  const own = Object.fromEntries(streams.map((stream) => [stream.name, bareStream(stream, schemas)]));
  return { url, clientId, clientSecret, concurrency, streams: own, lists };
}

function bareStream({ name, references, renamed, keyParts }: Stream, schemas: Schemas): BareStream {
  const columns = Object.entries(schemas[name]?.properties ?? {}).flatMap(([column, schema]) => {
    const id = attributeIdOf(schema);
    const type = [schema.type].flat().find((each) => each !== 'null') ?? '';
    return id === undefined ? [] : [[id, { name: column, type }] as const];
  });
  const added = references.flatMap(({ column, ...rest }) => (column === undefined ? [] : [{ ...rest, column }]));
  return { references: added, renamed, keyParts, columns: Object.fromEntries(columns) };
}

/** What the request itself says about its rows: their parent, or their month. */
function addsOf({ stream: name, path, query }: LoggedRequest, streams: readonly Stream[]): Record<string, string> {
  const stream = streams.find((each) => each.name === name);
  const { parent, months } = stream?.partitioning ?? {};
  const place = stream?.path.split('/').indexOf('{id}') ?? -1;
  const id = path.split('/')[place];
  const month = new URLSearchParams(query).get('start_date') ?? undefined;
  return {
    ...(parent?.column !== undefined && id !== undefined && { [parent.column]: id }),
    ...(months && month !== undefined && { month }),
  };
}

/** True for a window within another one of the same list: only the first page of that was requested. */
function isPartOf(one: LoggedRequest, other: LoggedRequest): boolean {
  if (one.path !== other.path || one.query === other.query) return false;
  const [part, whole] = [windowOf(one), windowOf(other)];
  return part.others === whole.others && whole.from <= part.from && part.to <= whole.to;
}

function windowOf({ query }: LoggedRequest) {
  const parameters = [...new URLSearchParams(query)];
  const bound = (suffix: string) => parameters.find(([name]) => name.endsWith(suffix))?.[1];
  const others = parameters.filter(([name]) => !/\.[gl]te?$/.test(name));
  return { others: JSON.stringify(others), from: bound('.gte') ?? '', to: bound('.lte') ?? '9' };
}

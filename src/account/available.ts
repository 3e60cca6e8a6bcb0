import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isClosedReport } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import type { Api, Group, Stream } from '../streams/stream.ts';
import { type Attribute, exploreAttributes, sourceWarning } from './attributes.ts';
import { attributeColumns, namedColumns } from './column_schemas.ts';
import { byMember, type ReportColumn } from './report_columns.ts';
import { findReports, REPORT_PREFIX, type ReportRows } from './reports.ts';

/** What the configuration says of which streams there are. */
interface StreamSettings {
  readonly extra_streams: readonly Group[];
  readonly company_subdomain?: string | undefined;
  readonly jobs_url?: string | undefined;
}

/** The streams that are offered with this configuration: others are read all the same if a catalog names them. */
export function availableStreams(config: StreamSettings): Stream[] {
  const hasFeed = config.company_subdomain !== undefined || config.jobs_url !== undefined;
  return allStreams().filter(
    ({ group, service }) =>
      (group === undefined || config.extra_streams.includes(group)) && (!service.isFeed || hasFeed),
  );
}

/**
 * What most people want, in the order in which it is shown: `suggestedStreams` in metadata.yaml. Pay is left to a decision of
 * its own, and so is what not every account has.
 */
const SUGGESTED = [
  'persons',
  'employments',
  'absence_types',
  'absence_periods',
  'holidays',
  'attendance_periods',
  'projects',
  'org_units',
  'workplaces',
  'cost_centers',
  'legal_entities',
];

/** The streams that are read where nobody selects any. */
export const suggestedStreams = (): Stream[] =>
  SUGGESTED.flatMap((name) => allStreams().filter((stream) => stream.name === name));

/** The schema that every account has of a stream. */
export function fixedSchema(stream: Pick<Stream, 'name'>): JsonSchema {
  return readAsset(`schemas/${stream.name}.json`) as JsonSchema;
}

export type Warn = (message: string) => Promise<void>;

/**
 * The typed columns that this account gives a stream; none for most. What every account has is a fixed column of the one
 * stream with attributes and no attribute of the other. See `AttributeQuery` for `alsoInRows`.
 */
export async function accountColumns(
  stream: Stream,
  api: Api,
  warn: Warn,
  alsoInRows = false,
): Promise<Record<string, JsonSchema>> {
  if (stream.attributes.columns === undefined) return {};
  const { attributes, source } = await exploreAttributes(stream, { system: systemAttributes(), alsoInRows }, api);
  const warning = sourceWarning(stream, source);
  if (warning !== undefined) await warn(warning);
  return attributeColumns(attributes, fixedColumns(stream));
}

/** The keys of the attributes that every account has. */
export function systemAttributes(): string[] {
  const { additional_fields: _, ...system } = fixedSchema({ name: 'employees' }).properties ?? {};
  return Object.keys(system);
}

const fixedColumns = (stream: Stream): string[] => Object.keys(fixedSchema(stream).properties ?? {});

/** The attributes with the names of the columns that they are in these streams. */
export function withColumnNames(attributes: readonly Attribute[], streams: readonly Stream[]): Attribute[] {
  const columns = streams.flatMap((stream) => namedColumns(attributes, fixedColumns(stream)));
  const names = Map.groupBy(columns, ([, attribute]) => attribute);
  return attributes.map((each) => ({ ...each, columns: names.get(each)?.map(([name]) => name) ?? [] }));
}

export interface OfferedReport {
  readonly stream: ReportRows;
  readonly schema: JsonSchema;
  /** By the names of the members that they become. */
  readonly columns: ReadonlyMap<string, ReportColumn>;
}

/** A stream for each shared report; none where reports may not be read. Some accounts do not want their names to leave. */
export async function accountReports(api: Api, warn: Warn, { named }: { named: boolean }): Promise<OfferedReport[]> {
  try {
    const offered: OfferedReport[] = [];
    for (const report of await findReports(api)) {
      const stream = named ? report : report.with({ title: report.name });
      try {
        const columns = await stream.columns(api);
        offered.push({ stream, schema: stream.schema(columns), columns: byMember(stream.members(columns), columns) });
      } catch (error) {
        if (!isClosedReport(error)) throw error;
        await warn(`${stream.name}: ${stream.subject} cannot be read: it is grouped, or not enabled for the API.`);
      }
    }
    return offered;
  } catch (error) {
    if (!isClosedReport(error)) throw error;
    await warn('The API credential may not read reports ("personio:reports:read"), so none is offered.');
    return [];
  }
}

export const isReport = (name: string): boolean => name.startsWith(REPORT_PREFIX) && name !== 'report_attributes';

import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { CLOSED_REPORT, isClosedReport } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import type { Api, Group, Stream } from '../streams/stream.ts';
import { type Attribute, exploreAttributes, sourceWarning } from './attributes.ts';
import { attributeColumns, namedColumns } from './column_schemas.ts';
import { byMember, type ReportColumn } from './report_columns.ts';
import { findReports, REPORT_PREFIX, type ReportRows } from './reports.ts';

/** The settings that decide which streams exist. */
interface StreamSettings {
  readonly extra_streams: readonly Group[];
  readonly company_subdomain?: string | undefined;
  readonly jobs_url?: string | undefined;
}

/** The streams offered with this configuration. Others are still read if a catalog names them. */
export function availableStreams(config: StreamSettings): Stream[] {
  const hasFeed = config.company_subdomain !== undefined || config.jobs_url !== undefined;
  return allStreams().filter(
    ({ group, service }) =>
      (group === undefined || config.extra_streams.includes(group)) && (!service.isFeed || hasFeed),
  );
}

/**
 * What most people want, in the order shown: `suggestedStreams` in metadata.yaml. Pay should be a deliberate choice,
 * and some streams do not exist in every account.
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

/** The streams that are read if none are selected. */
export const suggestedStreams = (): Stream[] =>
  SUGGESTED.flatMap((name) => allStreams().filter((stream) => stream.name === name));

/** The part of a stream's schema that every account has. */
export function fixedSchema(stream: Pick<Stream, 'name'>): JsonSchema {
  return readAsset(`schemas/${stream.name}.json`) as JsonSchema;
}

/** With a stream, the message follows its name, and is reported once if it applies to several. */
export type Warn = (message: string, stream?: string) => Promise<void>;

/**
 * The typed columns that this account adds to a stream; none for most streams. What every account has is a fixed column
 * of one of the streams with attributes, and not an attribute in the other. For `alsoInRows` see `AttributeQuery`.
 */
export async function accountColumns(
  stream: Stream,
  api: Api,
  warn: Warn,
  alsoInRows = false,
): Promise<Record<string, JsonSchema>> {
  if (stream.attributes.columns === undefined) return {};
  const { attributes, source } = await exploreAttributes(stream, { system: systemAttributes(), alsoInRows }, api);
  const warning = sourceWarning(source);
  if (warning !== undefined) await warn(warning, stream.name);
  return attributeColumns(attributes, fixedColumns(stream));
}

/** The keys of the attributes that every account has. */
export function systemAttributes(): string[] {
  const { additional_fields: _, ...system } = fixedSchema({ name: 'employees' }).properties ?? {};
  return Object.keys(system);
}

const fixedColumns = (stream: Stream): string[] => Object.keys(fixedSchema(stream).properties ?? {});

/** The attributes with the names of their columns in these streams. */
export function withColumnNames(attributes: readonly Attribute[], streams: readonly Stream[]): Attribute[] {
  const columns = streams.flatMap((stream) => namedColumns(attributes, fixedColumns(stream)));
  const names = Map.groupBy(columns, ([, attribute]) => attribute);
  return attributes.map((each) => ({ ...each, columns: names.get(each)?.map(([name]) => name) ?? [] }));
}

export interface OfferedReport {
  readonly stream: ReportRows;
  readonly schema: JsonSchema;
  /** By the members that they become. */
  readonly columns: ReadonlyMap<string, ReportColumn>;
}

/**
 * A stream for each shared report; none if reports are refused. If `named` is false, the titles of reports are hidden.
 */
export async function accountReports(api: Api, warn: Warn, { named }: { named: boolean }): Promise<OfferedReport[]> {
  try {
    const offered: OfferedReport[] = [];
    for (const report of await findReports(api)) {
      const stream = named ? report : report.with({ title: report.name });
      try {
        offered.push(await offeredReport(stream, api));
      } catch (error) {
        if (!isClosedReport(error)) throw error;
        await warn(`${stream.name}: ${stream.subject} cannot be read: it is ${CLOSED_REPORT}.`);
      }
    }
    return offered;
  } catch (error) {
    if (!isClosedReport(error)) throw error;
    return [];
  }
}

/** A report with the columns that it has now. */
export async function offeredReport(stream: ReportRows, api: Api): Promise<OfferedReport> {
  const columns = await stream.columns(api);
  return { stream, schema: stream.schema(columns), columns: byMember(stream.members(columns), columns) };
}

export const isReport = (name: string): boolean => name.startsWith(REPORT_PREFIX) && name !== 'report_attributes';

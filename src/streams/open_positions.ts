import { ApiError } from '../http/api_error.ts';
import { isObject, type Row } from '../row.ts';

import type { Page, Partition } from './partition.ts';
import { type Api, Stream } from './stream.ts';

/** Elements that may occur once or several times: a parser cannot tell that one is a list. */
const LISTS = ['position', 'jobDescription'];

/**
 * The positions that a company publishes, from the XML feed of its career page: public, so requested without the token.
 */
export class OpenPositions extends Stream {
  readonly name = 'open_positions';
  readonly path = '/xml';
  readonly scope = 'none: the feed is public';
  override readonly service = { isFeed: true };

  async *pages(api: Api, partition: Partition): AsyncGenerator<Page> {
    const text = await api.feed(partition.path);
    yield { rows: await parsePositions(text) };
  }
}

async function parsePositions(text: string): Promise<Row[]> {
  const root = await parseXml(text);
  if (!isObject(root) || !('workzag-jobs' in root)) throw new ApiError('unexpected', 200, 1);
  const jobs = root['workzag-jobs'];
  if (jobs === '') return [];
  const positions = isObject(jobs) ? jobs.position : undefined;
  // An unreadable feed must not look like one without positions.
  if (!Array.isArray(positions) || !positions.every(isObject)) throw new ApiError('unexpected', 200, 1);
  return positions.map(positionRow);
}

/** Whatever the parser throws, even because of deep nesting, the text is invalid. */
async function parseXml(text: string): Promise<unknown> {
  // Loaded only for this stream.
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const parser = new XMLParser({
    parseTagValue: false,
    isArray: (name) => LISTS.includes(name),
    // A feed that defines its own entities is refused: they could grow without end.
    processEntities: { enabled: true, maxEntitySize: 1 },
    htmlEntities: true,
  });
  try {
    if (XMLValidator.validate(text) === true) return parser.parse(text);
  } catch {}
  throw new ApiError('garbled', 200, 1);
}

function positionRow(position: Row): Row {
  const { additionalOffices: offices, jobDescriptions: descriptions, ...rest } = position;
  const names = isObject(offices) ? [offices.office].flat() : [];
  const texts = isObject(descriptions) && Array.isArray(descriptions.jobDescription) ? descriptions.jobDescription : [];
  const columns = Object.entries(rest).map(([name, value]) => [snakeCase(name), value === '' ? null : value]);
  return {
    ...Object.fromEntries(columns),
    additional_offices: names.filter((name) => typeof name === 'string'),
    job_descriptions: texts,
  };
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

import { ConnectorError } from '../errors.ts';
import { PassReader, type StreamReading } from './pass_reader.ts';

/**
 * Reads what a sync wants of one stream and writes it: page by page, each in one piece, the state after what it
 * promises. Throws a ConnectorError if something is missing in the end; a partition that cannot be read holds up no other.
 */
export async function readStream(reading: StreamReading): Promise<void> {
  const { stream, cursor, out } = reading;
  const { counts } = reading.builder;
  const missing: string[] = [];
  for (const { pass, complete } of cursor.passes()) {
    const before = missing.length + counts.withoutKey;
    await new PassReader(reading, pass, missing).read();
    if (missing.length + counts.withoutKey === before) complete();
  }
  await out.state(stream.name, cursor.state);
  const { withoutKey } = counts;
  if (withoutKey > 0) missing.push(`${withoutKey} rows that came without "${stream.primaryKey}"`);
  if (missing.length > 0) {
    const failureType = withoutKey > 0 ? 'system_error' : 'transient_error';
    throw new ConnectorError(
      failureType,
      `${stream.name}: everything was read but ${summary(missing)}. The next sync tries again.`,
    );
  }
}

function summary(missing: readonly string[]): string {
  const shown = missing.slice(0, 5).join(', ');
  return missing.length > 5 ? `${shown} and ${missing.length - 5} more` : shown;
}

import type { Change } from '../row.ts';

/** What a RECORD message says beside its stream. */
export interface RecordParts {
  /** JSON text. */
  readonly data: string;
  readonly changes: readonly Change[];
}

/** The RECORD lines of a page, joined by concatenation: the pieces are copied once, when they are written. */
export function recordLines(stream: string, records: readonly RecordParts[]): string {
  const prefix = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":`;
  const emittedAt = Date.now();
  let text = '';
  for (const { data, changes } of records) {
    const meta = changes.length === 0 ? '' : `,"meta":${JSON.stringify({ changes })}`;
    text += `${prefix}${data},"emitted_at":${emittedAt}${meta}}}\n`;
  }
  return text;
}

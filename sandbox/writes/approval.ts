import type { Writing } from './write.ts';

/** Whether the client skips the approval. */
export function isSkipped(writing: Writing): boolean {
  const text = writing.sent.query.get('skip_approval') ?? 'false';
  if (text !== 'true' && text !== 'false') throw writing.refuse(400, 'skip_approval is true or false.');
  return text === 'true';
}

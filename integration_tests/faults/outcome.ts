import type { Run } from '../connector.ts';

/** The outcome of a run, in words that are the same each time: numbers of attempts, times and paths are left out. */
export function outcomeOf(run: Run): string {
  if (run.errors.length === 0) return run.exit === 0 ? 'complete' : `ends with ${run.exit}`;
  const told = run.errors
    .map(({ message, failure_type, stream_descriptor }) => ({
      stream: stream_descriptor?.name ?? '',
      type: failure_type,
      says: stable(message),
    }))
    .sort((a, b) => (a.stream < b.stream ? -1 : 1));
  const [first] = told;
  if (!first) return '';
  const more = told.length - 1;
  const who = first.stream === '' ? 'stops' : `\`${first.stream}\` ${more > 0 ? `and ${more} more stop` : 'stops'}`;
  return `${who}, ${first.type}: “${first.says}”`;
}

function stable(message: string): string {
  return message
    .replace(/^[a-z_]+: /, '')
    .replaceAll(/, \d+ attempts(?=\))| \(\d+ attempts\)/g, '')
    .replaceAll(/127\.0\.0\.1:\d+(?: \(API URL\))?/g, 'HOST')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\/tmp\/\S+\/(\w+\.json)/g, '$1');
}

import type { Writable } from 'node:stream';
import { printable } from '../../printable.ts';
import type { Written } from '../../write/object.ts';
import type { ReportLine } from '../../write/report.ts';

const LONGEST = 40;

/** Shows what became of each row to a person: its stream and number, the outcome, and every old and new value. */
export const differencesOn =
  (terminal: Writable) =>
  ({ stream, row, outcome }: ReportLine, { differences = [] }: Written): void => {
    const changes = differences.map(({ member, from, to }) => `${member}: ${shown(from)} → ${shown(to)}`);
    const lines = [printable(`${stream}, row ${row}: ${outcome}`), ...changes.map((text) => `    ${printable(text)}`)];
    terminal.write(lines.map((line) => `${line}\n`).join(''));
  };

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

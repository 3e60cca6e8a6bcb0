// Writes the picture in the README, from a run of the built program in a terminal: `npm run record`. A test fails while the
// picture differs from what the program prints.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preloaded } from '../integration_tests/connector.ts';
import { inTerminal, main } from '../integration_tests/in_terminal.ts';
import { screen } from '../integration_tests/screen.ts';
import { startSandbox } from '../sandbox/server.ts';
import { widthOf } from '../src/printable.ts';

export const PICTURE = path.resolve(import.meta.dirname, '../docs/images/terminal.svg');

/** The rows of `employments` belong to persons, so they end last. */
const COMMANDS = [
  'source-personio check --config config.json',
  'source-personio preview --config config.json --stream persons --limit 6 \\\n' +
    '    --columns first_name,last_name,status,dynamic_700107',
  'source-personio read --config config.json \\\n' + '    --streams persons,employments > people.jsonl',
];

/** The account's dates and the connector's windows depend on it. */
const NOW = new Date('2026-03-02T09:00:00Z');
/** The time differs from run to run: a second or less. The picture always shows this. */
const ELAPSED = '0:01';

const COLUMNS = 80;
const ROWS = 25;

/** What a terminal shows after each command, with the command. */
export async function recording(): Promise<string[][]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'record-'));
  const sandbox = await startSandbox({
    persons: 250,
    // The first people are written in Latin letters: not every machine has a font for others.
    seed: 9,
    now: NOW,
    rights: { compensations: 'refused', compensation_types: 'refused' },
    limits: { on: false },
  });
  try {
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(sandbox.config));
    const program = `NODE_OPTIONS='${preloaded({ clock: NOW })}' '${process.execPath}' '${main}'`;
    const shown: string[][] = [];
    for (const command of COMMANDS) {
      const { bytes, exit } = await inTerminal(`cd '${folder}'; ${command.replace('source-personio', program)}`);
      if (exit !== 0) throw new Error(`${command} ended with ${exit}:\n${bytes}`);
      const answer = screen(bytes.replace(/\b\d+:\d\d\.(?=\r\n)/, `${ELAPSED}.`));
      shown.push([...`$ ${command}`.split('\n'), ...answer]);
    }
    return shown;
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = 20;
const BAR = 36;
const WIDTH = COLUMNS * CELL.width + 2 * MARGIN;
const HEIGHT = BAR + ROWS * CELL.height + 1.5 * MARGIN;

/** How long the picture stands still at each stop. */
const STOP_SECONDS = 6;
/** The share of that time in which the text scrolls on. */
const SCROLLING = 0.1;

const STYLE = `
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #c9d1d9; }
.typed { fill: #ffffff; font-weight: bold; }
.yes { fill: #3fb950; }
.no { fill: #ff7b72; }`;

/**
 * The commands as a terminal window in which the text scrolls. It needs no script. Where nothing may move or CSS is not
 * known, the window shows the end.
 */
export function picture(shown: readonly (readonly string[])[]): string {
  const lines = shown.flatMap((each, at) => (at === 0 ? each : ['', ...each]));
  // The beginning, and the end of each answer.
  const stops = [0];
  for (const [at] of shown.entries()) {
    const end = shown.slice(0, at + 1).reduce((sum, each) => sum + each.length, at);
    const above = Math.max(0, end - ROWS);
    if (above > (stops.at(-1) ?? 0)) stops.push(above);
  }
  const share = 100 / stops.length;
  const frames = stops.map((above, at) => {
    const [from, to] = [share * (at === 0 ? 0 : at + SCROLLING), share * (at + 1)];
    return `  ${rounded(from)}%, ${rounded(to)}% { transform: translateY(${-above * CELL.height}px); }`;
  });
  const last = (stops.at(-1) ?? 0) * CELL.height;
  const drawn = lines.flatMap((line, row) => cells(line, row, isTyped(lines, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">source-personio in a terminal</title>
<desc id="desc">check lists the rights of a credential and names the one to tick, preview shows the first people as a table, and read writes two streams to a file. The people are invented.</desc>
<style>${STYLE}
.scrolls { animation: scroll ${stops.length * STOP_SECONDS}s infinite; }
@keyframes scroll {
${frames.join('\n')}
}
@media (prefers-reduced-motion: reduce) { .scrolls { animation: none; } }
</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8" fill="#0d1117" stroke="#6e7681"/>
<circle cx="22" cy="19" r="6" fill="#ff5f56"/><circle cx="42" cy="19" r="6" fill="#ffbd2e"/><circle cx="62" cy="19" r="6" fill="#27c93f"/>
<svg x="${MARGIN}" y="${BAR}" width="${WIDTH - 2 * MARGIN}" height="${ROWS * CELL.height}">
<g class="scrolls" transform="translate(0 ${-last})">
${drawn.join('\n')}
</g>
</svg>
</svg>
`;
}

/** A prompt, or what continues the line above. */
const isTyped = (lines: readonly string[], row: number): boolean =>
  lines[row]?.startsWith('$ ') === true || (lines[row - 1]?.endsWith('\\') === true && isTyped(lines, row - 1));

/** What stands apart has a place and a width of its own: the columns are straight in any font. */
function cells(line: string, row: number, typed: boolean): string[] {
  return [...line.matchAll(/[✓✗]|[^\s✓✗]\S*(?: \S+)*/gu)].map(({ 0: text, index }) => {
    const kind = typed ? 'typed' : text === '✓' ? 'yes' : text === '✗' ? 'no' : undefined;
    const x = rounded(widthOf(line.slice(0, index)) * CELL.width);
    const place = `x="${x}" y="${(row + 0.75) * CELL.height}" textLength="${rounded(widthOf(text) * CELL.width)}"`;
    return `<text ${kind ? `class="${kind}" ` : ''}${place}>${escaped(text)}</text>`;
  });
}

const rounded = (number: number): number => Math.round(number * 100) / 100;
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

if (import.meta.main) {
  mkdirSync(path.dirname(PICTURE), { recursive: true });
  writeFileSync(PICTURE, picture(await recording()));
}

import { readFileSync, writeFileSync } from 'node:fs';
import type { Group } from './scenario.ts';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const BEGIN = '<!-- written by npm run test:faults: begin -->';
const END = '<!-- written by npm run test:faults: end -->';

/** The table of `docs/reliability.md` for these outcomes, by `group: name`. */
export function tableOf(groups: readonly Group[], outcomes: ReadonlyMap<string, string>): string {
  const parts = groups.map(({ title, scenarios }) => {
    const rows = scenarios.map(({ name }) => `| ${cell(name)} | ${cell(outcomes.get(`${title}: ${name}`) ?? '')} |`);
    return `### ${title}\n\n| What happens | Outcome |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return parts.join('\n');
}

/** By `group: name`, what the page says about each scenario. */
export function outcomesInPage(groups: readonly Group[]): Map<string, string> {
  const parts = new Map(
    tableInPage()
      .split(/^### /m)
      .map((part) => [part.split('\n')[0], part.split('\n')]),
  );
  return new Map(
    groups.flatMap(({ title, scenarios }) =>
      scenarios.flatMap(({ name }): [string, string][] => {
        const begin = `| ${cell(name)} | `;
        const row = parts.get(title)?.find((line) => line.startsWith(begin));
        return row === undefined
          ? []
          : [[`${title}: ${name}`, row.slice(begin.length, -' |'.length).replaceAll('\\|', '|')]];
      }),
    ),
  );
}

/** What the page says above the table. */
export function promises(): string {
  return readFileSync(PAGE, 'utf8').split(BEGIN)[0] ?? '';
}

export function tableInPage(): string {
  const [, rest = ''] = readFileSync(PAGE, 'utf8').split(`${BEGIN}\n`);
  return rest.split(END)[0] ?? '';
}

export function writeTable(table: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before] = page.split(`${BEGIN}\n`);
  const [, after] = page.split(END);
  if (before === undefined || after === undefined) throw new Error('docs/reliability.md has lost its markers.');
  writeFileSync(PAGE, `${before}${BEGIN}\n${table}${END}${after}`);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

import { readFileSync } from 'node:fs';

/**
 * A fenced block of a page. Its info string says what it is: the language, `title=FILE` for a file that the reader is
 * to save under that name, and `not-run="WHY"` if a test cannot run it.
 */
export interface Block {
  readonly line: number;
  readonly language: string;
  readonly title: string | undefined;
  readonly notRun: string | undefined;
  readonly text: string;
  /** The paragraph before it. */
  readonly before: string;
}

const ROOT = new URL('../../', import.meta.url);

export const readPage = (page: string): string => readFileSync(new URL(page, ROOT), 'utf8');

/** Every fenced block of a page, in order. Throws for an unknown info string or a fence without an end. */
export function blocksOf(page: string): Block[] {
  const lines = readPage(page).split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent, info] = /^( *)```(.*)$/.exec(lines[at] ?? '') ?? [];
    if (indent === undefined || info === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line === `${indent}\`\`\``);
    if (end === -1) throw new Error(`${page}:${at + 1}: the fence has no end.`);
    const [, language, title, notRun] = /^(\w+)(?: title=(\S+))?(?: not-run="([^"]{10,})")?$/.exec(info) ?? [];
    if (language === undefined) throw new Error(`${page}:${at + 1}: the info string "${info}" is unknown.`);
    const text = lines.slice(at + 1, end).map((line) => `${line.slice(indent.length)}\n`);
    blocks.push({ line: at + 1, language, title, notRun, text: text.join(''), before: paragraphBefore(lines, at) });
    at = end;
  }
  return blocks;
}

function paragraphBefore(lines: readonly string[], at: number): string {
  let end = at;
  while (end > 0 && lines[end - 1]?.trim() === '') end--;
  let start = end;
  while (start > 0 && lines[start - 1]?.trim() !== '') start--;
  return lines.slice(start, end).join(' ');
}

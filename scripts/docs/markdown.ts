export const code = (text: string): string => `\`${text}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Writes lists between `<!-- list: NAME -->` and `<!-- end -->`, indented like that comment. Each list has one place.
 */
export function withLists(file: string, page: string, lists: Readonly<Record<string, () => string>>): string {
  const left = new Set(Object.keys(lists));
  const places = /^( *)<!-- list: ([\w ]+) -->\n.*?<!-- end -->/gms;
  const written = page.replace(places, (_, indent: string, name: string) => {
    const list = lists[name];
    if (!list || !left.delete(name)) throw new Error(`${file}: "${name}" is no list, or written twice.`);
    return `<!-- list: ${name} -->\n\n${list()}\n\n<!-- end -->`.replace(/^(?=.)/gm, indent);
  });
  if (left.size > 0) throw new Error(`${file} has no place for ${[...left].join(', ')}.`);
  return written;
}

/** JSON as the formatter wants it: lists of plain values on one line. */
export function jsonText(value: unknown): string {
  const lists = /\[[^{}]*?\](?:\s*\])*/g;
  const oneLine = (list: string) => list.replace(/\s+/g, ' ').replaceAll(/(?<=\[) | (?=\])/g, '');
  return `${JSON.stringify(value, null, 2).replace(lists, oneLine)}\n`;
}

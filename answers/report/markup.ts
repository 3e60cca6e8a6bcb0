// Pieces of HTML.

export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export interface TableContent {
  readonly caption: string;
  /** The first column names the row; the others are numbers. */
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly totals?: readonly string[];
}

export function table({ caption, heads, rows, totals }: TableContent): string {
  const line = ([name = '', ...cells]: readonly string[]): string =>
    `<tr><th scope="row">${escaped(name)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  const foot = totals === undefined ? '' : `\n<tfoot>${line(totals)}</tfoot>`;
  return `<table>
<caption>${escaped(caption)}</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>${foot}
</table>`;
}

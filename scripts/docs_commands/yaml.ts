/**
 * The YAML that the pages keep to: maps and lists by indentation, plain, quoted and literal (`|`) text, lists and maps in
 * brackets on one line, comments, documents divided by `---`. Throws for anything else, so that a page cannot say what
 * nobody checks.
 */
export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

const KEY = /^("[^"]*"|'[^']*'|[\w./*!-]+):(?: +(.*))?$/;

/** The documents of a file. */
export function parseYaml(source: string): Yaml[] {
  return source
    .split(/^---\n/m)
    .filter((document) => document.trim() !== '')
    .map((document) => new Reader(document).document());
}

class Reader {
  readonly #source: readonly string[];
  readonly #lines: Line[];
  #at = 0;

  constructor(document: string) {
    this.#source = document.split('\n');
    this.#lines = this.#source.flatMap((raw, index) => {
      const text = raw.trim();
      if (raw.includes('\t')) throw new Error(`line ${index + 1}: a tab`);
      const indent = raw.length - raw.trimStart().length;
      return text === '' || text.startsWith('#') ? [] : [{ number: index + 1, indent, text }];
    });
  }

  document(): Yaml {
    const value = this.#block(0);
    if (this.#next) throw this.#unknown(this.#next);
    return value;
  }

  get #next(): Line | undefined {
    return this.#lines[this.#at];
  }

  #block(indent: number): Yaml {
    const line = this.#next;
    if (line?.indent !== indent) throw this.#unknown(line);
    return line.text.startsWith('- ') ? this.#list(indent) : this.#map(indent);
  }

  #list(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#next; line?.indent === indent && line.text.startsWith('- '); line = this.#next) {
      const rest = line.text.slice(2).trim();
      if (KEY.test(rest)) {
        // A map that begins on the line of its dash.
        this.#lines[this.#at] = { ...line, indent: indent + 2, text: rest };
        items.push(this.#map(indent + 2));
      } else {
        this.#at++;
        items.push(scalar(rest));
      }
    }
    return items;
  }

  #map(indent: number): Yaml {
    const map: { [key: string]: Yaml } = {};
    for (let line = this.#next; line?.indent === indent && !line.text.startsWith('- '); line = this.#next) {
      const [, quoted = '', rest = ''] = KEY.exec(line.text) ?? [];
      if (quoted === '') throw this.#unknown(line);
      const key = quoted.replace(/^["']|["']$/g, '');
      if (Object.hasOwn(map, key)) throw new Error(`line ${line.number}: ${key} stands there twice`);
      this.#at++;
      map[key] = this.#value(rest.replace(/(^| )#.*$/, '').trim(), line);
    }
    return map;
  }

  #value(rest: string, line: Line): Yaml {
    if (rest === '|') return this.#literal(line);
    if (rest !== '') return scalar(rest);
    const { indent = 0, text = '' } = this.#next ?? {};
    if (indent > line.indent) return this.#block(indent);
    // A list may stand as far out as its key.
    return indent === line.indent && text.startsWith('- ') ? this.#list(indent) : null;
  }

  #literal(line: Line): string {
    const first = this.#source[line.number] ?? '';
    const indent = first.length - first.trimStart().length;
    if (indent <= line.indent) throw this.#unknown(line);
    let end = line.number;
    while (end < this.#source.length && /^ *$/.test((this.#source[end] ?? '').slice(0, indent))) end++;
    while (this.#next && this.#next.number <= end) this.#at++;
    const text = this.#source.slice(line.number, end).map((raw) => raw.slice(indent));
    return `${text.join('\n').trimEnd()}\n`;
  }

  #unknown(line: Line | undefined): Error {
    return new Error(
      `line ${line?.number ?? this.#source.length}: not the YAML that is known here: ${line?.text ?? ''}`,
    );
  }
}

function scalar(text: string): Yaml {
  if (/^".*"$/.test(text)) return JSON.parse(text) as string;
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  if (/^\[.*\]$/.test(text)) return inBrackets(text).map(scalar);
  if (/^\{.*\}$/.test(text)) {
    const entries = inBrackets(text).map((entry) => KEY.exec(entry) ?? []);
    return Object.fromEntries(entries.map(([, key = '', value = '']) => [key, scalar(value)]));
  }
  if (/^[&*!|>%@`"'[\]{}]/.test(text) || / #|: /.test(text))
    throw new Error(`not the YAML that is known here: ${text}`);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const constants: Record<string, Yaml> = { true: true, false: false, null: null, '~': null };
  return text in constants ? (constants[text] ?? null) : text;
}

function inBrackets(text: string): string[] {
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

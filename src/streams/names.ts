import { isKey, isObject, type Row, scalarText } from '../row.ts';
import { isBadParameter } from './failure.ts';
import type { NameForm, Page, Partition } from './partition.ts';
import type { Query } from './stream.ts';

type Names = NonNullable<Partition['names']>;
type Read = (names: Query) => AsyncGenerator<Page>;

/** This many names are requested separately before one of each response without rows is enough. */
const MOST_ASKED_ALONE = 100;

/** A response that shows that its form was understood, one that shows that it was not, or one that shows neither. */
type Answer =
  | { readonly kind: 'understood'; readonly pages: AsyncGenerator<Page> }
  | { readonly kind: 'misread' }
  | { readonly kind: 'open'; readonly pages: readonly Page[]; readonly seen: ReadonlySet<string> };

/**
 * Reads lists that are requested by names, if the documentation disagrees about how to write them. A server that takes
 * `1,2` for one unknown name, or honours only the last of several, answers 200 with rows missing: so a response counts
 * only if it shows that the form was understood, or if other forms and separate names bring no more.
 */
export class NameReader {
  /** The form that has returned rows of what it named; `alone` if none does for several names. */
  #proven: NameForm | 'alone' | undefined;
  readonly #misread = new Set<NameForm>();
  #askedAlone = 0;

  async *pages(names: Names, read: Read): AsyncGenerator<Page> {
    const forms = distinct(names);
    if (this.#proven === 'alone') yield* this.#alone(names, read);
    else if (this.#proven !== undefined) yield* this.#in(this.#proven, names, read);
    else if (forms.length === 1) yield* this.#in(names.forms[0], names, read);
    else yield* this.#inSomeForm(names, forms, read);
  }

  async *#inSomeForm(names: Names, forms: readonly NameForm[], read: Read): AsyncGenerator<Page> {
    let fullest: Extract<Answer, { kind: 'open' }> | undefined;
    let refusal: unknown;
    for (const form of forms.filter((each) => !this.#misread.has(each))) {
      try {
        const answer = await judged(names, read(written(names, form)));
        if (answer.kind === 'understood') {
          this.#proven = form;
          yield* this.#own(names, form, answer.pages);
          return;
        }
        if (answer.kind === 'misread') this.#misread.add(form);
        else if (answer.seen.size > (fullest?.seen.size ?? -1)) fullest = answer;
      } catch (error) {
        if (!isBadParameter(error)) throw error;
        refusal ??= error;
      }
    }
    if (!fullest && refusal !== undefined) throw refusal;
    if (names.values.length > 1 && (!fullest || (await this.#hasMore(names, fullest.seen, read)))) {
      this.#proven = 'alone';
      yield* this.#alone(names, read);
    } else if (fullest) yield* fullest.pages;
    // The server returns more than requested: the requested rows are among them.
    else yield* this.#in(names.forms[0], names, read);
  }

  #in(form: NameForm, names: Names, read: Read): AsyncGenerator<Page> {
    return this.#own(names, form, read(written(names, form)));
  }

  /** True if a name without rows in a response has some when requested separately. */
  async #hasMore(names: Names, seen: ReadonlySet<string>, read: Read): Promise<boolean> {
    const others = names.values.filter((value) => !seen.has(value.toLowerCase()));
    for (const value of this.#askedAlone < MOST_ASKED_ALONE ? others : others.slice(0, 1)) {
      this.#askedAlone++;
      for await (const { rows } of read({ [names.parameter]: value }))
        if (rows.some((row) => nameIn(row, names) === value.toLowerCase())) return true;
    }
    return false;
  }

  async *#alone(names: Names, read: Read): AsyncGenerator<Page> {
    for (const value of names.values) yield* this.#in('repeated', { ...names, values: [value] }, read);
  }

  /**
   * Drops rows that were not requested: they come with their own names. A form that returns such rows is not trusted
   * again.
   */
  async *#own(names: Names, form: NameForm, pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
    const wanted = wantedOf(names);
    for await (const page of pages) {
      const rows = page.rows.filter((row) => isWanted(row, names, wanted));
      if (rows.length < page.rows.length && this.#proven === form) {
        this.#proven = undefined;
        this.#misread.add(form);
      }
      yield rows.length < page.rows.length ? { ...page, rows } : page;
    }
  }
}

/** Reads until the rows show whether the names were understood. Until then, rows of a single name are held back. */
async function judged(names: Names, pages: AsyncGenerator<Page>): Promise<Answer> {
  const wanted = wantedOf(names);
  const seen = new Set<string>();
  const held: Page[] = [];
  for (let { value, done } = await pages.next(); !done; { value, done } = await pages.next()) {
    const page: Page = value;
    held.push(page);
    const found = page.rows.map((row) => nameIn(row, names)).filter((name) => name !== undefined);
    for (const name of found) seen.add(name);
    if (!seen.isSubsetOf(wanted)) {
      await pages.return(undefined);
      return { kind: 'misread' };
    }
    // Rows that do not say whose they are cannot be judged.
    const isSilent = page.rows.length > 0 && found.length === 0;
    if (isSilent || seen.size >= Math.min(2, wanted.size)) return { kind: 'understood', pages: chained(held, pages) };
  }
  return { kind: 'open', pages: held, seen };
}

async function* chained(first: readonly Page[], rest: AsyncGenerator<Page>): AsyncGenerator<Page> {
  yield* first;
  yield* rest;
}

const wantedOf = ({ values }: Names): ReadonlySet<string> => new Set(values.map((value) => value.toLowerCase()));

function isWanted(row: Row, names: Names, wanted: ReadonlySet<string>): boolean {
  const name = nameIn(row, names);
  return name === undefined || wanted.has(name);
}

function nameIn(row: Row, { member }: Names): string | undefined {
  const value = row[member];
  const name = isObject(value) ? value.id : value;
  return isKey(name) ? scalarText(name).toLowerCase() : undefined;
}

/** The forms that differ for these names. */
function distinct(names: Names): NameForm[] {
  const texts = new Map<string, NameForm>();
  for (const form of names.forms) {
    const text = [Object.values(written(names, form))].flat(2).join('&');
    if (!texts.has(text)) texts.set(text, form);
  }
  return [...texts.values()];
}

function written({ parameter, values }: Names, form: NameForm): Query {
  const each = values.map((value) => (form === 'capitals' ? value.toUpperCase() : value));
  return { [parameter]: each.length > 1 && form !== 'commas' ? each : each.join(',') };
}

/** A page that was read already. */
export class PagingError extends Error {
  override readonly name = 'PagingError';
}

/** A list that ended before its own total. */
export class ShortListError extends Error {
  override readonly name = 'ShortListError';
  readonly read: number;
  readonly total: number;

  constructor(read: number, total: number) {
    super(`${read} of ${total} rows`);
    this.read = read;
    this.total = total;
  }
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The stream whose data was requested; null for logins and unknown routes. */
  stream: string | null;
  /** The route's template, e.g. `/v2/persons/{person}/employments`. */
  route: string;
  /** 0 if the connection ended before a response. */
  status: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  ms: number;
  /** The kind of the rule that interfered. */
  trouble?: string;
}

export interface RequestSummary {
  readonly requests: number;
  readonly refused: number;
  readonly inFlight: { readonly now: number; readonly max: number; readonly average: number };
  readonly seconds: number;
  readonly routes: Record<string, Record<string, number>>;
}

/** Every request except those to `/_sandbox`, and how many were open at the same time. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  #open = 0;
  #max = 0;
  /** Open requests times milliseconds, for the average. */
  #area = 0;
  #first = 0;
  #last = 0;

  begin(method: string, path: string, query: string): LoggedRequest {
    const entry = { method, path, query, stream: null, route: path, status: 0, at: Date.now(), ms: 0 };
    this.entries.push(entry);
    this.#count(1);
    return entry;
  }

  end(entry: LoggedRequest, status: number, ms: number): void {
    entry.status = status;
    entry.ms = ms;
    this.#count(-1);
  }

  reset(): void {
    this.entries.length = 0;
    this.#max = this.#open;
    this.#area = 0;
    this.#first = 0;
  }

  get inFlight(): { now: number; max: number; average: number } {
    const elapsed = this.#last - this.#first;
    return { now: this.#open, max: this.#max, average: elapsed > 0 ? this.#area / elapsed : 0 };
  }

  summary(): RequestSummary {
    const routes: Record<string, Record<string, number>> = {};
    for (const { method, route, status } of this.entries) {
      const name = `${method} ${route}`;
      const counts = routes[name] ?? {};
      counts[status] = (counts[status] ?? 0) + 1;
      routes[name] = counts;
    }
    return {
      requests: this.entries.length,
      refused: this.entries.filter(({ status }) => status === 429).length,
      inFlight: this.inFlight,
      seconds: (this.#last - this.#first) / 1000,
      routes,
    };
  }

  #count(change: number): void {
    const now = performance.now();
    if (this.#first === 0) this.#first = now;
    else this.#area += this.#open * (now - this.#last);
    this.#last = now;
    this.#open = Math.max(0, this.#open + change);
    this.#max = Math.max(this.#max, this.#open);
  }
}

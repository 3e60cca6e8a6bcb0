import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteRequest, WritingApi } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { InDoubt, Reject } from './reject.ts';
import { type Guarded, mayWrite } from './rights.ts';
import type { Create, Made } from './run.ts';

/** When to look for what a doubtful create may have left, in seconds after it. */
const LOOKS = [1, 3, 10, 30];
const FEWEST_SECONDS_OF_LOOKS = 3;

export interface ChangesOptions {
  readonly api: WritingApi;
  readonly dryRun: boolean;
  /** For how long lists may not show what was created. */
  readonly settleSeconds: number;
  readonly signal: AbortSignal;
}

/** Creates, changes and removes objects. Personio is its only memory of what was created. */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #looks: readonly number[];
  readonly #startedAt = performance.now();
  /** What may have been created, and could not be found: by object and key. Nothing of it is created again in this run. */
  readonly #doubtful = new Set<string>();

  constructor(options: ChangesOptions) {
    this.#options = options;
    const { settleSeconds } = options;
    // Where lists are quick, an object that they do not show was not created.
    const longest = Math.max(FEWEST_SECONDS_OF_LOOKS, 10 * settleSeconds);
    this.#looks = [...LOOKS.filter((at) => at <= longest), ...(settleSeconds > 30 ? [settleSeconds] : [])];
  }

  /** See `Run.create`. */
  async create<T>(create: Create<T>): Promise<Made<T>> {
    const { api, dryRun } = this.#options;
    const { object, request, made, find, isKeptUnique, lookedAt = 0 } = create;
    if (dryRun) return { kind: 'created', made: undefined };
    const name = `${object.name} ${create.key}`;
    if (this.#doubtful.has(name)) throw new InDoubt(undefined);
    if (!isKeptUnique && lookedAt < this.#settledAt) {
      await this.settled();
      const found = await find();
      if (found !== undefined) return { kind: 'existed', found };
    }
    try {
      return { kind: 'created', made: await api.send({ method: 'POST', ...request }, made) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const found = error.isDoubtful ? await this.#lookFor(find, name, error) : undefined;
      if (found !== undefined) return { kind: 'created', made: found };
      if (isKeptUnique && isRefusal(error)) {
        // An earlier run may have created it just before it was killed.
        await this.settled();
        const existing = await find();
        if (existing !== undefined) return { kind: 'existed', found: existing };
      }
      throw await this.#explained(error, object, request.route, 'unknown_reference');
    }
  }

  /** See `Run.change`. */
  async change(object: Guarded, request: Omit<WriteRequest, 'repeatable'>): Promise<unknown> {
    const { api, dryRun } = this.#options;
    if (dryRun) return undefined;
    try {
      const { answer } = await api.send({ ...request, repeatable: true }, (body) => ({ answer: body }));
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (request.method === 'DELETE' && error.status === 404) return undefined;
      throw await this.#explained(error, object, request.route, 'not_found');
    }
  }

  /** When lists show what a run that was killed just before this one has created. */
  get #settledAt(): number {
    return this.#startedAt + this.#options.settleSeconds * 1000;
  }

  /** A dry run does not wait. */
  get isSettled(): boolean {
    return this.#options.dryRun || performance.now() >= this.#settledAt;
  }

  /** Resolves when lists show what was created before this run began, or at a moment of it. */
  async settled(at = this.#startedAt): Promise<void> {
    const { dryRun, settleSeconds, signal } = this.#options;
    const until = dryRun ? 0 : at + settleSeconds * 1000;
    // A timer may be early by a fraction of a millisecond.
    for (let now = performance.now(); now < until; now = performance.now())
      await sleep(Math.ceil(until - now), undefined, { signal });
  }

  async #lookFor<T>(find: () => Promise<T | undefined>, name: string, error: ApiError): Promise<T> {
    const sentAt = performance.now();
    // Until it is found, nobody else may create it; after an interrupted look neither.
    this.#doubtful.add(name);
    for (const at of this.#looks) {
      await sleep(Math.max(0, sentAt + at * 1000 - performance.now()), undefined, { signal: this.#options.signal });
      const found = await find();
      if (found === undefined) continue;
      this.#doubtful.delete(name);
      return found;
    }
    throw new InDoubt(error);
  }

  /** A Reject if Personio refused this row; what fails the stream otherwise. */
  async #explained(
    error: ApiError,
    object: Guarded,
    route: string,
    gone: 'not_found' | 'unknown_reference',
  ): Promise<Error> {
    const { status, refusal, login } = error;
    if (login || refusal === undefined || status === 401 || status === 412 || status === 429) return error;
    const details = { traceId: refusal.traceId, answer: refusal.text };
    if (status === 403) {
      // Of another version of the API it says nothing.
      if (versionOf(route) !== versionOf(object.rights.probe.route)) return error;
      // With the right, it is this row that is refused: approved records, for example, cannot be changed.
      if (!(await mayWrite(object, this.#options.api))) return error;
      return new Reject(
        'conflict',
        'Personio does not allow this change (403): the record may be approved or locked.',
        details,
      );
    }
    if (status === 404)
      return new Reject(
        gone,
        `Personio does not know ${gone === 'not_found' ? 'it' : 'something that the row names'} (404).`,
        details,
      );
    if (status === 409)
      return new Reject(
        'conflict',
        'Personio refused the row (409): it conflicts with something that is there.',
        details,
      );
    if (status === 413) return new Reject('too_large', 'Personio refused the row (413): it is too large.', details);
    return new Reject('refused', `Personio refused the row (${status}).`, details);
  }
}

const versionOf = (route: string): string | undefined => route.split('/')[1];

/** Refusals of something that may be there already. */
const isRefusal = ({ login, status }: ApiError): boolean => !login && [400, 409, 422].includes(status);

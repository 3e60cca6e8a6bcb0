import { type Api, SILENT, type Watcher, withPatience } from '../../http/api.ts';
import { isKey, type Row, scalarText } from '../../row.ts';
import { idsIn, subjectOf } from '../../streams/event_ids.ts';
import { isClosed, isFailedList } from '../../streams/failure.ts';
import type { Partition } from '../../streams/partition.ts';
import { childPath } from '../../streams/partitions/children.ts';
import { WebhookEvents, Webhooks } from '../../streams/webhooks.ts';
import { addSeconds, type Instant, instantOf, utcOf } from '../../times.ts';

/** Personio keeps events for thirty days. One hour less, since a sync takes time. */
const KEPT_SECONDS = (30 * 24 - 1) * 3600;
/** An event may be listed late. */
const OVERLAP_SECONDS = 24 * 3600;
/** At most this many are held for one question; beyond that, lists are read instead. */
const MOST_EVENTS = 20_000;

/** Something that happened, as reported by webhooks. */
export interface LoggedEvent {
  readonly name: string;
  /** When it happened; the start of the sync if the time is unreadable or later than that. */
  readonly occurredAt: Instant;
  /** Its subjects. */
  readonly ids: readonly string[];
  /** The persons that it names: its subjects, or the owners of its employment or document. */
  readonly persons: readonly string[];
  /** The owner of its employment or document, if certain. */
  readonly owner?: string | undefined;
}

/** Why events are missing. */
export interface Gap {
  /** No webhook receives any of them; there are more than we hold; or the server did not return all of them. */
  readonly reason: 'no webhook' | 'too many' | 'failed';
  readonly error?: unknown;
}

/** True if unseen events exist that the next sync may be able to read. */
export const isMissing = (gap: Gap | undefined): boolean =>
  gap !== undefined && gap.reason !== 'no webhook' && !isClosed(gap.error);

export interface LoggedEvents {
  /** From the oldest to the newest. */
  readonly events: readonly LoggedEvent[];
  /** Present if there may have been others. */
  readonly gap?: Gap;
}

const TOO_MANY: LoggedEvents = { events: [], gap: { reason: 'too many' } };

interface Webhook {
  readonly id: string;
  /** The events that it receives; undefined if it does not say. */
  readonly names: ReadonlySet<string> | undefined;
}

/** The events that the webhooks of the account received. All streams of a sync share it: nothing is requested twice. */
export class WebhookLog {
  readonly #open: (watcher: Watcher) => Api;
  readonly #at: Instant;
  readonly #webhooks = new Webhooks();
  readonly #events = new WebhookEvents();
  #listed: Promise<readonly Webhook[]> | undefined;
  readonly #answers = new Map<string, Promise<LoggedEvents>>();

  /** `open` makes an api that lives as long as the sync, which began `at`. */
  constructor(open: (watcher: Watcher) => Api, at: Instant) {
    this.#open = (watcher) => withPatience(open(watcher), { dispensable: true });
    this.#at = at;
  }

  /**
   * The events of these names since a day before the last look, or all of them if there was none. Never throws for a
   * failure of the server. Requests count for the stream that asks first.
   */
  async find(names: readonly string[], lastLook: Instant, watcher: Watcher = SILENT): Promise<LoggedEvents> {
    return await unlessFailed(this.#find(this.#open(watcher), names, this.#since(lastLook)));
  }

  async #find(api: Api, names: readonly string[], since: Instant): Promise<LoggedEvents> {
    this.#listed ??= this.#list(api);
    const webhooks = await this.#listed;
    const answers = webhooks.flatMap((webhook) =>
      names.filter((name) => webhook.names?.has(name) ?? true).map((name) => this.#answer(api, webhook, name, since)),
    );
    return answers.length > 0 ? together(await Promise.all(answers)) : { events: [], gap: { reason: 'no webhook' } };
  }

  #since(lastLook: Instant): Instant {
    const earliest = addSeconds(this.#at, -KEPT_SECONDS);
    const wanted = lastLook === '' ? earliest : addSeconds(lastLook, -OVERLAP_SECONDS);
    return wanted > earliest ? wanted : earliest;
  }

  async #list(api: Api): Promise<readonly Webhook[]> {
    const webhooks = new Map<string, Webhook>();
    for await (const { rows } of this.#webhooks.pages(api, this.#webhooks.whole())) {
      for (const { id, enabled_events: names } of rows)
        if (isKey(id)) webhooks.set(scalarText(id), { id: scalarText(id), names: namesIn(names) });
    }
    return [...webhooks.values()];
  }

  #answer(api: Api, { id }: Webhook, name: string, since: Instant): Promise<LoggedEvents> {
    const question = JSON.stringify([id, name, since]);
    const answer = this.#answers.get(question) ?? unlessFailed(this.#ask(api, id, name, since));
    this.#answers.set(question, answer);
    return answer;
  }

  async #ask(api: Api, id: string, name: string, since: Instant): Promise<LoggedEvents> {
    const { changes: filter, query } = this.#events;
    const partition: Partition = {
      key: '',
      path: childPath(this.#events, id),
      query: { ...query, event_name: name },
      range: { filter, range: { from: since } },
    };
    const events: LoggedEvent[] = [];
    let count = 0;
    for await (const { rows } of this.#events.pages(api, partition)) {
      count += rows.length;
      if (count > MOST_EVENTS) return TOO_MANY;
      for (const row of rows) if ((row.event_name ?? name) === name) events.push(this.#eventOf(row, name));
    }
    return { events };
  }

  /** Rows are large: drop what is not needed. */
  #eventOf(row: Row, name: string): LoggedEvent {
    const event = { ...row, event_name: name };
    const occurred = instantOf(utcOf(row.occurred_at) ?? '');
    const subject = subjectOf(name);
    const persons = idsIn(event, 'person');
    return {
      name,
      occurredAt: occurred !== undefined && occurred < this.#at ? occurred : this.#at,
      ids: subject ? idsIn(event, subject).ids : [],
      persons: persons.ids,
      ...(!persons.isGuess && persons.ids.length === 1 && { owner: persons.ids[0] }),
    };
  }
}

/** The names of the events, if it is certain that the list is complete. */
function namesIn(names: unknown): ReadonlySet<string> | undefined {
  if (!Array.isArray(names)) return undefined;
  return names.every((name) => typeof name === 'string' && /^[\w.-]+$/.test(name)) ? new Set(names) : undefined;
}

/** Merges what several webhooks received. Identical content is the same event, whatever the ids of its copies. */
function together(answers: readonly LoggedEvents[]): LoggedEvents {
  const gap = answers.find((answer) => answer.gap)?.gap;
  const copies = answers.flatMap(({ events }) => events);
  const events = [...new Map(copies.map((event) => [JSON.stringify(event), event])).values()];
  if (events.length > MOST_EVENTS) return TOO_MANY;
  events.sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : Number(a.occurredAt > b.occurredAt)));
  return { events, ...(gap && { gap }) };
}

async function unlessFailed(asked: Promise<LoggedEvents>): Promise<LoggedEvents> {
  try {
    return await asked;
  } catch (error) {
    if (!isFailedList(error)) throw error;
    return { events: [], gap: { reason: 'failed', error } };
  }
}

import type { Account } from '../data/account.ts';
import { EVENT_DAYS, EVENT_NAMES } from '../data/events.ts';
import type { AccountEvent } from '../data/facts.ts';
import { serialOf, uuid } from '../data/ids.ts';
import { type Fact, still } from '../data/table.ts';
import { DAY } from '../data/time.ts';
import { objectNotFound } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { anyOf, asInstant, compared, listed, oneOf } from './filters.ts';
import { resource, type View } from './resource.ts';

const COMPANY_ID = '30417';

interface Webhook extends Fact {
  readonly members: Readonly<{ description: string; status: string; events: readonly string[] }> & JsonObject;
}

/** One for everything, one that is off, and one with headers of its own for what is deleted: some events come twice. */
const WEBHOOKS = [
  { description: 'HR sync', status: 'ENABLED', auth_type: 'TOKEN', token: 'Bearer sandbox-hook', events: EVENT_NAMES },
  {
    description: 'Attendance sync',
    status: 'DISABLED',
    auth_type: 'NONE',
    token: null,
    events: ['attendance-period.created'],
  },
  {
    description: '',
    status: 'ENABLED',
    auth_type: 'CUSTOM',
    custom_headers: { 'X-Hook-Key': 'sandbox-hook-key' },
    events: EVENT_NAMES.filter((name) => name.endsWith('.deleted')),
  },
].map((members, serial): Webhook => ({ ...still(serial), members }));

const SERVICE = {
  service: 'other',
  scope: 'personio:webhooks:read',
  refusal: 403,
  page: { usual: 100, max: 200 },
} as const;

export const webhooks = resource<Webhook>({
  ...SERVICE,
  stream: 'webhooks',
  path: '/v2/webhooks',
  link: 'limit',
  filters: {
    status: oneOf(['ENABLED', 'DISABLED'], ({ members }) => members.status),
    enabled_events: (text) => {
      const wanted = listed(text);
      return ({ members }) => wanted.some((name) => members.events.includes(name));
    },
  },
  facts: () => WEBHOOKS,
  find: webhookOf,
  id: webhookId,
  row: (webhook, { account }) => {
    const { events, ...members } = webhook.members;
    const id = webhookId(webhook, account);
    return { id, url: `https://hooks.sternwarte.example/${webhook.serial}`, ...members, enabled_events: events };
  },
});

/** An event as one webhook is told it. */
interface ToldEvent extends Fact {
  readonly webhook: Webhook;
  readonly event: AccountEvent;
}

export const webhookEvents = resource<ToldEvent>({
  ...SERVICE,
  stream: 'webhook_events',
  path: '/v2/webhooks/{webhook}/events',
  filters: {
    ...compared<ToldEvent>('occurred_at', ['.gte', '.lte'], ({ event }) => event.occurred / 1000, asInstant),
    event_name: anyOf(({ event }) => event.name),
  },
  facts: (account, path) => {
    const webhook = webhookOf(path.webhook ?? '', account);
    if (webhook === undefined) throw objectNotFound();
    const since = (account.world.now - EVENT_DAYS * DAY) * 1000;
    return account.events.listed
      .filter(({ occurred, name }) => occurred >= since && isTold(webhook, name))
      .map((event) => ({ ...event, webhook, event }));
  },
  id: eventKey,
  row: eventRow,
  readings: (account) => WEBHOOKS.map((webhook) => ({ path: { webhook: webhookId(webhook, account) } })),
});

function webhookId({ serial }: Webhook, { world }: Account): string {
  return uuid('webhook', serial, world.seed);
}

function webhookOf(id: string, { world }: Account): Webhook | undefined {
  return WEBHOOKS[serialOf('webhook', id, world.seed) ?? -1];
}

function isTold({ members }: Webhook, name: string): boolean {
  return members.status === 'ENABLED' && members.events.includes(name);
}

/** Each webhook has its own event of what happened, or its own copy of one. */
function eventId({ webhook, event }: ToldEvent, { world }: Account, { disputed }: Settings): string {
  const copy = disputed.eventIds === 'shared' ? 0 : webhook.serial;
  return uuid('event', event.serial * WEBHOOKS.length + copy, world.seed);
}

/** Webhook and id or, where there is none, what tells it from others: webhook, time, name and what it is about. */
function eventKey(told: ToldEvent, account: Account, settings: Settings): string {
  const { webhook, event } = told;
  const hasId = settings.disputed.eventIds !== 'none';
  const own = hasId ? [eventId(told, account, settings)] : [timeOf(event), event.name, ...Object.values(event.payload)];
  return [webhookId(webhook, account), ...own].join(':');
}

function eventRow(told: ToldEvent, { account, settings }: View): JsonObject {
  const { event } = told;
  return {
    id: settings.disputed.eventIds === 'none' ? undefined : eventId(told, account, settings),
    company_id: COMPANY_ID,
    event_name: event.name,
    occurred_at: timeOf(event),
    payload: event.payload,
    meta: event.serial % 3 === 0 ? {} : undefined,
  };
}

function timeOf({ occurred }: AccountEvent): string {
  return new Date(occurred).toISOString();
}

import type { Account } from '../data/account.ts';
import { EVENT_DAYS } from '../data/events.ts';
import type { AccountEvent, Webhook } from '../data/facts.ts';
import { serialOf, uuid } from '../data/ids.ts';
import type { Fact } from '../data/table.ts';
import { DAY } from '../data/time.ts';
import { objectNotFound } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { anyOf, asInstant, compared, listed, oneOf } from './filters.ts';
import { resource, type View } from './resource.ts';

const COMPANY_ID = '30417';

const LATER_WEBHOOKS = 2 ** 26;

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
  facts: (account) => account.webhooks,
  find: webhookOf,
  id: webhookId,
  row: (webhook, { account }) => {
    const { serial, revision } = webhook;
    const { events, ...members } = webhook.members;
    const url = `https://hooks.sternwarte.example/${serial}${revision > 0 ? `?revision=${revision}` : ''}`;
    return { id: webhookId(webhook, account), url, ...members, enabled_events: events };
  },
});

/** An event as one webhook receives it. */
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
  facts: (account, path, _parameters, settings) => {
    const webhook = webhookOf(path.webhook ?? '', account);
    if (webhook === undefined) throw objectNotFound();
    return account.events.listed
      .filter((event) => isTold(event, webhook, account, settings))
      .map((event) => ({ ...event, webhook, event }));
  },
  id: eventKey,
  row: eventRow,
  readings: (account) => account.webhooks.listed.map((webhook) => ({ path: { webhook: webhookId(webhook, account) } })),
});

function webhookId({ serial }: Webhook, { world }: Account): string {
  return uuid('webhook', serial, world.seed);
}

function webhookOf(id: string, { webhooks, world }: Account): Webhook | undefined {
  return webhooks.get(serialOf('webhook', id, world.seed));
}

/** Events of thirty days, since the webhook was created. */
function isTold(
  { occurred, name }: AccountEvent,
  { created, members }: Webhook,
  { world, clock }: Account,
  { disputed, lies }: Settings,
): boolean {
  const isOn = members.status === 'ENABLED' || disputed.disabledWebhooks === 'told';
  if (!isOn || !members.events.includes(name) || lies.missingEvents.includes(name)) return false;
  const seconds = Math.floor(occurred / 1000);
  const isLate = lies.eventDelaySeconds > 0 && seconds + lies.eventDelaySeconds > clock();
  return !isLate && seconds >= Math.max(world.now - EVENT_DAYS * DAY, created);
}

/** Each webhook has its own event for what happened, or its own copy of one. */
function eventId({ webhook, event }: ToldEvent, { world, webhooks }: Account, { disputed }: Settings): string {
  const copy = disputed.eventIds === 'shared' ? 0 : webhook.serial;
  // Later webhooks get numbers far beyond the first ones.
  const later = Math.floor(copy / webhooks.begun) * LATER_WEBHOOKS;
  return uuid('event', event.serial * webhooks.begun + (copy % webhooks.begun) + later, world.seed);
}

/** Webhook and id or, without an id, what identifies it: webhook, time, name and subject. */
function eventKey(told: ToldEvent, account: Account, settings: Settings): string {
  const { webhook, event } = told;
  const hasId = settings.disputed.eventIds !== 'none';
  const ids = Object.values(payloadOf(event, settings));
  const own = hasId ? [eventId(told, account, settings)] : [timeOf(event), event.name, ...ids];
  return [webhookId(webhook, account), ...own].join(':');
}

function eventRow(told: ToldEvent, { account, settings }: View): JsonObject {
  const { event } = told;
  return {
    id: settings.disputed.eventIds === 'none' ? undefined : eventId(told, account, settings),
    company_id: COMPANY_ID,
    event_name: event.name,
    occurred_at: timeOf(event),
    payload: PAYLOADS[settings.disputed.eventPayload](payloadOf(event, settings)),
    meta: event.serial % 3 === 0 ? {} : undefined,
  };
}

/** Ids by name; that of the owner only if the account includes it. */
function payloadOf({ payload }: AccountEvent, { disputed }: Settings): Ids {
  const { owner_id, ...others } = payload;
  const { documentOwners } = disputed;
  return owner_id === undefined || documentOwners === 'none' ? others : { ...others, [documentOwners]: owner_id };
}

type Ids = Readonly<Record<string, string>>;

/** None has been observed: the same ids in other forms. */
const PAYLOADS: Readonly<Record<Settings['disputed']['eventPayload'], (ids: Ids) => JsonObject>> = {
  ids: (ids) => ids,
  nested: (ids) => Object.fromEntries(Object.entries(ids).map(([name, id]) => [name.replace(/_id$/, ''), { id }])),
  'bare id': (ids) => ({ id: Object.values(ids)[0] }),
  camel: (ids) =>
    Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), id]),
    ),
};

function timeOf({ occurred }: AccountEvent): string {
  return new Date(occurred).toISOString();
}

import { EVENT_NAMES } from './events.ts';
import type { Webhook } from './facts.ts';
import { serialOf } from './ids.ts';
import { still, type Table } from './table.ts';

interface Company {
  readonly webhooks: Table<Webhook>;
  readonly world: { readonly seed: number };
}

/** One for everything, one that is off, and one with its own headers for deletions: some events occur twice. */
export function makeWebhooks(): Webhook[] {
  return [
    {
      description: 'HR sync',
      status: 'ENABLED',
      auth_type: 'TOKEN',
      token: 'Bearer sandbox-hook',
      events: EVENT_NAMES,
    },
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
  ].map((members, serial): Webhook => ({ ...still(serial), created: 0, members }));
}

/** By id. */
export type WebhookEdits = Readonly<
  Record<string, { readonly status?: 'ENABLED' | 'DISABLED'; readonly events?: readonly string[] }>
>;

/** Returns those that were edited. */
export function editWebhooks({ webhooks, world }: Company, edits: WebhookEdits): Webhook[] {
  return Object.entries(edits).map(([id, edit]) => {
    const webhook = webhooks.get(serialOf('webhook', id, world.seed));
    if (webhook === undefined) throw new Error(`The sandbox has no webhook ${id}.`);
    webhook.members = { ...webhook.members, ...edit };
    return webhook;
  });
}

export function makeWebhook(serial: number, created: number): Webhook {
  const members = {
    description: `Copy ${serial}`,
    status: 'ENABLED',
    auth_type: 'NONE',
    token: null,
    events: EVENT_NAMES,
  };
  return { ...still(serial), created, members };
}

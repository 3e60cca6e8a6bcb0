import type { Dice } from '../../sandbox/data/dice.ts';
import type { Lies } from '../../sandbox/lies.ts';
import type { Rule, Sandbox } from '../../sandbox/server.ts';

/** False answers that a server may give. */
export interface Lie {
  readonly lies?: Partial<Lies>;
  readonly trouble?: readonly Rule[];
  /** Events are held back for longer than the connector looks back. */
  readonly hidesEvents?: boolean;
}

type Make = (sandbox: Sandbox, dice: Dice, names: readonly string[]) => Lie;

/** The list that a stream is read from. */
const listOf = (name: string): string =>
  ({ person_custom_attributes: 'persons', absence_entitlements: 'employees' })[name] ?? name;

/** Only two reads of their parent report these. */
const READ_TWICE = ['project_members', 'absence_entitlements', 'profile_pictures'];
/** An event, and one read of the owner's list. */
const READ_ONCE = ['documents'];

/** A list that is asked again by ids before any of its rows count as gone. */
function confirmedList(dice: Dice, names: readonly string[]): string {
  const confirmed = names.filter((name) => !READ_TWICE.includes(name) && !READ_ONCE.includes(name));
  return listOf(dice.pick(confirmed.length > 0 ? confirmed : ['persons']));
}

const MAKERS: readonly Make[] = [
  // Some live rows are missing from lists, in one response or in all.
  (sandbox, dice, names) => {
    const name = confirmedList(dice, names);
    return { lies: { leftOut: { [name]: dice.some(sandbox.ids(name), dice.between(1, 4)) } } };
  },
  (_, dice, names) => ({
    trouble: [
      {
        match: { stream: listOf(dice.pick(names)), nth: dice.between(1, 4) },
        act: { kind: 'left_out', at: dice.between(0, 3) },
      },
    ],
  }),
  // A list ends early.
  (_, dice, names) => ({
    trouble: [
      {
        match: { stream: listOf(dice.pick(names)), nth: dice.between(1, 4) },
        act: { kind: 'ends', empty: dice.chance(0.3) },
      },
    ],
  }),
  (_, dice, names) => ({
    trouble: [
      {
        match: { stream: confirmedList(dice, names), probability: 0.3 },
        act: { kind: 'ends', empty: dice.chance(0.3) },
      },
    ],
  }),
  // A right is withdrawn halfway.
  (_, dice, names) => ({
    trouble: [
      {
        match: { stream: listOf(dice.pick(names)), after: dice.between(1, 6) },
        act: { kind: 'withdrawn', how: dice.pick(['refused', 403, 404, 412, 'empty'] as const) },
      },
    ],
  }),
  (_, dice) => ({
    trouble: [
      {
        match: { path: 'GET /v', after: dice.between(1, 30) },
        act: { kind: 'withdrawn', how: dice.pick(['refused', 403, 404, 412, 'empty'] as const) },
      },
    ],
  }),
  // A filter on legal entities is switched on.
  (sandbox, dice) => ({
    lies: {
      legalEntitiesHide: dice.pick(['compensations', 'lists'] as const),
      legalEntities: dice.some(sandbox.ids('legal_entities'), dice.between(0, 2)),
    },
  }),
  () => ({ lies: { legalEntitiesHide: 'everything', legalEntities: [] } }),
  // A window moves.
  (sandbox, dice) => ({
    lies: {
      absencesSince: new Date(sandbox.now.getTime() - dice.between(-30, 900) * 86_400_000).toISOString().slice(0, 10),
    },
  }),
  // Requests by id.
  (_, dice) => ({ lies: { byId: { default: dice.pick(['empty object', 'not found', 'route gone'] as const) } } }),
  (_, dice) => ({ lies: { idFilter: { default: dice.pick(['ignored', 'nothing'] as const) } } }),
  // Events.
  () => ({
    hidesEvents: true,
    lies: {
      missingEvents: ['person.deleted', 'employment.deleted', 'absence-period.deleted', 'document.deleted'].concat(
        'attendance-period.deleted',
      ),
    },
  }),
  (_, dice) => ({ lies: { eventDelaySeconds: dice.between(1, 12) * 3600 } }),
];

/** One lie, or several together. */
export function someLies(sandbox: Sandbox, dice: Dice, names: readonly string[]): Lie {
  const made = dice.some(MAKERS, dice.pick([1, 1, 1, 2, 3])).map((make) => make(sandbox, dice, names));
  return {
    lies: Object.assign({}, ...made.map(({ lies }) => lies)) as Partial<Lies>,
    trouble: made.flatMap(({ trouble = [] }) => trouble),
    hidesEvents: made.some(({ hidesEvents = false }) => hidesEvents),
  };
}

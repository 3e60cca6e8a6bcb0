// The accounts and the ways in which a warehouse may hold them.
import type { Engine } from '../../answers/views.ts';
import { awkwardAccount } from './accounts/awkward.ts';
import { rowsOf } from './accounts/rows.ts';
import type { SandboxAccount, Synced } from './accounts/sandbox.ts';
import { sourcesOf } from './accounts/versions.ts';
import type { Case } from './checks_of_marts.ts';
import { missingColumns, missingStreams } from './missing.ts';
import { type Shape, type Source, tableOf } from './tables.ts';
import type { Facts } from './truth/facts.ts';
import { personLevelTruthOf, truthOf } from './truth/marts.ts';

type Truth = Case['truth'];

const HASHED = 'analytics with hashed people';

/** Privacy settings other than the default. */
const PRESETS = {
  no_special_categories: { preset: 'no_special_categories' },
  analytics: { preset: 'analytics' },
  [HASHED]: {
    preset: 'analytics',
    hash: ['persons.id'],
    hash_key: 'a1b2c3d4e5f6g7h8i9j0',
  },
};

export class Cases {
  readonly #facts: Facts;
  readonly #truth: Truth;
  readonly #synced: Synced;
  readonly #presets: ReadonlyMap<string, Synced>;

  private constructor(facts: Facts, synced: Synced, presets: ReadonlyMap<string, Synced>) {
    this.#facts = facts;
    this.#truth = truthOf(facts);
    this.#synced = synced;
    this.#presets = presets;
  }

  static async of(account: SandboxAccount): Promise<Cases> {
    const synced = await account.readTwice();
    const presets = new Map<string, Synced>();
    for (const [name, privacy] of Object.entries(PRESETS)) presets.set(name, await account.read({ privacy }));
    return new Cases(account.facts, synced, presets);
  }

  of(engine: Engine): Case[] {
    const isDuckDb = engine === 'duckdb';
    const seed = isDuckDb ? 1 : 2;
    const account = awkwardAccount(seed);
    // Each engine has both accounts and both shapes, and the other engine the other pairs. The tests of the package take
    // most of the time: they run over appended tables, and where privacy leaves least.
    const awkward = caseOf(
      `awkward account ${seed}`,
      account,
      truthOf(account),
      sourcesOf(rowsOf(account)),
      isDuckDb ? 'deduplicated' : 'appended',
    );
    const sandbox = caseOf(
      'sandbox',
      this.#facts,
      this.#truth,
      this.#synced.map(sourceOf),
      isDuckDb ? 'appended' : 'deduplicated',
    );
    // Once for each preset, on one of the engines.
    const presets = [...this.#presets]
      .filter((_, at) => (at % 2 === 0) === isDuckDb)
      .map(([name, synced]) => presetCase(name, this.#facts.today, this.#truth, synced));
    return [awkward, sandbox, ...presets, ...(isDuckDb ? [] : [columnsCase()]), ...missingStreams(awkward, engine)];
  }
}

function columnsCase(): Case {
  const account = awkwardAccount(3);
  return missingColumns(account, sourcesOf(rowsOf(account)));
}

const sourceOf = ({ stream, syncs }: Synced[number]): Source => ({
  stream: stream.name,
  properties: stream.json_schema.properties,
  syncs,
});

/** Appended tables hold text, deduplicated ones the types of their columns. */
function caseOf(name: string, facts: Facts, truth: Truth, sources: readonly Source[], shape: Shape): Case {
  const isPersonLevel = shape === 'appended';
  return {
    name: `${name}, ${shape}`,
    schema: `${name.replaceAll(' ', '_')}_${shape}`,
    tables: sources.map((source) => tableOf(source, shape)),
    isText: shape === 'appended',
    vars: { personio_today: facts.today, enable_person_level: isPersonLevel },
    truth: { ...truth, ...(isPersonLevel && personLevelTruthOf(facts)) },
    isTested: shape === 'appended',
  };
}

/** Every preset keeps what headcount needs. */
function presetCase(name: string, today: string, truth: Truth, synced: Synced): Case {
  const { personio__headcount_monthly } = truth;
  return {
    name: `privacy, ${name}`,
    schema: `privacy_${name.replaceAll(/\W/g, '_')}`,
    tables: synced.map((each) => tableOf(sourceOf(each), 'deduplicated')),
    isText: false,
    vars: { personio_today: today },
    truth: { ...(personio__headcount_monthly && { personio__headcount_monthly }) },
    isTested: name === HASHED,
  };
}

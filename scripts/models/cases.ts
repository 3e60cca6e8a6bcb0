// The accounts and the ways in which a warehouse may hold them.
import { awkwardAccount } from './accounts/awkward.ts';
import { rowsOf } from './accounts/rows.ts';
import type { SandboxAccount, Synced } from './accounts/sandbox.ts';
import { sourcesOf } from './accounts/versions.ts';
import type { Case } from './checks_of_marts.ts';
import type { Engine } from './load.ts';
import { type Shape, type Source, tableOf } from './tables.ts';
import type { Facts } from './truth/facts.ts';
import { truthOf } from './truth/marts.ts';

const SHAPES: readonly Shape[] = ['deduplicated', 'appended'];

export class Cases {
  readonly #sandbox: Facts;
  readonly #synced: Synced;

  private constructor(sandbox: Facts, synced: Synced) {
    this.#sandbox = sandbox;
    this.#synced = synced;
  }

  static async of(account: SandboxAccount): Promise<Cases> {
    const synced = await account.readTwice();
    return new Cases(account.facts, synced);
  }

  of(engine: Engine): Case[] {
    return SHAPES.flatMap((shape, at) => {
      const seed = at * 2 + (engine === 'duckdb' ? 1 : 2);
      const awkward = awkwardAccount(seed);
      return [
        caseOf(`awkward careers ${seed}`, `awkward_${seed}`, awkward, sourcesOf(rowsOf(awkward)), shape),
        caseOf('the sandbox', 'sandbox', this.#sandbox, this.#synced.map(sourceOf), shape),
      ];
    });
  }
}

const sourceOf = ({ stream, syncs }: Synced[number]): Source => ({
  stream: stream.name,
  properties: stream.json_schema.properties,
  syncs,
});

/** Appended tables hold text, deduplicated ones the types of their columns. */
function caseOf(name: string, schema: string, facts: Facts, sources: readonly Source[], shape: Shape): Case {
  return {
    name: `${name}, ${shape}`,
    schema: `${schema}_${shape}`,
    tables: sources.map((source) => tableOf(source, shape)),
    isText: shape === 'appended',
    vars: { personio_today: facts.today, personio_streams: sources.map(({ stream }) => stream) },
    truth: truthOf(facts),
  };
}

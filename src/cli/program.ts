import type { Command } from '../commands/command.ts';
import type { Ending } from './lifecycle.ts';

/** One of the two programs of this package: what its command line knows. */
export interface Program {
  readonly name: string;
  readonly about: string;
  /** Every flag of every command. The parser and the help share this table. */
  readonly flags: Flags;
  readonly commands: Readonly<Record<string, Declaration>>;
  readonly firstSteps: Examples;
}

type FlagName = 'config' | 'catalog' | 'state' | 'stream' | 'streams' | 'columns' | 'limit' | 'json' | 'debug';

interface Flag {
  readonly type: 'string' | 'boolean';
  readonly describe: string;
}

export type Flags = Readonly<Partial<Record<FlagName, Flag>>>;

/** The flags of nearly every command. */
export const COMMON_FLAGS = {
  config: { type: 'string', describe: 'JSON file with the connection settings' },
  json: { type: 'boolean', describe: 'print JSON where there would be text' },
  debug: { type: 'boolean', describe: 'log more' },
} as const satisfies Flags;

/** The purpose and the command line of each. */
export type Examples = readonly (readonly [purpose: string, line: string])[];

/** When logs or errors are sentences on stderr. Otherwise they are protocol messages on stdout. */
export type Sentences = 'never' | 'on a terminal' | 'always';

export interface Declaration extends Ending {
  readonly describe: string;
  /** Further text for its help. */
  readonly details?: string;
  readonly needs: readonly FlagName[];
  readonly takes: readonly FlagName[];
  /** It parses its own arguments, including `--help`. */
  readonly ownOptions?: boolean;
  readonly examples: Examples;
  readonly logs: Sentences;
  readonly errors: Sentences;
  /** At a terminal, its progress is shown. */
  readonly showsProgress?: boolean;
  readonly load: () => Promise<Command>;
}

/** What the exit code of a command says. */
export const EXIT_CODES =
  'Exit codes: 0 everything is done (check: there is an answer), 1 something is missing or wrong, 143 stopped by SIGTERM, 130 by SIGINT.';

/** The default for commands of the protocol. */
export const ON_A_TERMINAL = { logs: 'on a terminal', errors: 'on a terminal' } as const;

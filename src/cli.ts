import { isatty } from 'node:tty';
import Parser from 'yargs-parser';
import { ConnectorError } from './errors.ts';
import { type Outcome, runCommand } from './lifecycle.ts';
import { Output, openStdout, type Progress } from './output.ts';

/** Files that the user named. */
export interface Files {
  readonly config: string;
  readonly catalog: string;
  readonly state: string | undefined;
  /** What `preview` is to show. */
  readonly stream: string | undefined;
  readonly limit: string | undefined;
}

export type Command = (out: Output, files: Files, signal: AbortSignal) => Promise<Outcome>;

interface CommandDeclaration {
  readonly describe: string;
  readonly needs: readonly ('config' | 'catalog')[];
  /** Its answer is text, and so are its errors. */
  readonly forPeople?: boolean;
  readonly load: () => Promise<Command>;
}

export const commands: Readonly<Record<string, CommandDeclaration>> = {
  spec: { describe: 'print the setup form', needs: [], load: async () => (await import('./commands/spec.ts')).spec },
  check: {
    describe: 'log in and say which streams can be read',
    needs: ['config'],
    load: async () => (await import('./commands/check.ts')).check,
  },
  discover: {
    describe: 'print the streams with their fields',
    needs: ['config'],
    load: async () => (await import('./commands/discover.ts')).discover,
  },
  read: {
    describe: 'print the records of the selected streams',
    needs: ['config', 'catalog'],
    load: async () => (await import('./commands/read.ts')).read,
  },
  preview: {
    describe: 'show the first records of a stream as a table',
    needs: ['config'],
    forPeople: true,
    load: async () => (await import('./commands/preview.ts')).preview,
  },
};

const flags = { string: ['config', 'catalog', 'state', 'stream', 'limit'], boolean: ['debug', 'help', 'version'] };

/** Runs the command line. Nothing is thrown: what went wrong is told in the way that the command's caller understands. */
export async function run(argv: readonly string[]): Promise<void> {
  // Of yargs only its parser: all of it takes longer to load than `spec` takes to run, and is needed for help alone.
  const parsed = Parser.detailed([...argv], {
    ...flags,
    configuration: {
      'unknown-options-as-args': true,
      'duplicate-arguments-array': false,
      'parse-positional-numbers': false,
    },
  });
  const { argv: args } = parsed;
  if (args.help || args.version) return (await import('./help.ts')).printHelp(argv);

  const words = args._.map(String);
  const name = words.find((word) => Object.hasOwn(commands, word)) ?? words.find((word) => !word.startsWith('-'));
  const command = name === undefined ? undefined : commands[name];
  const out = command?.forPeople
    ? new (await import('./terminal.ts')).TerminalOutput(openStdout(), process.stderr)
    : new Output(openStdout(), name === 'read' ? await openProgress() : undefined);
  const level = (args.debug ? 'DEBUG' : process.env.LOG_LEVEL?.toUpperCase()) ?? 'INFO';
  if (level === 'DEBUG' || level === 'INFO' || level === 'WARN' || level === 'ERROR') out.level = level;

  const ignored = words.filter((word) => word !== name);
  if (!command?.forPeople)
    ignored.push(...['stream', 'limit'].filter((flag) => flag in args).map((flag) => `--${flag}`));
  await runCommand(name, out, async (signal) => {
    // Names only: a value may be a secret that was meant for a flag we do not have.
    const flags = ignored.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0]);
    if (ignored.length > 0) await out.log('WARN', `Not known, and ignored: ${flags.join(' ') || 'further words'}.`);
    if (!command) {
      const known = Object.keys(commands).join(', ');
      throw new ConnectorError(
        'config_error',
        `${name === undefined ? 'A command is missing' : `There is no command "${name}"`}: use one of ${known}, or --help.`,
      );
    }
    const files: Files = {
      config: args.config ?? '',
      catalog: args.catalog ?? '',
      state: args.state || undefined,
      stream: args.stream || undefined,
      limit: args.limit || undefined,
    };
    const missing = command.needs.filter((flag) => files[flag] === '');
    if (missing.length > 0) {
      throw new ConnectorError(
        'config_error',
        `${name} needs ${missing.map((flag) => `--${flag} FILE`).join(' and ')}.`,
      );
    }
    return await (await command.load())(out, files, signal);
  });
}

/** Only for somebody who watches: platforms read stderr, too. */
async function openProgress(): Promise<Progress | undefined> {
  if (!isatty(2)) return undefined;
  const { TerminalProgress } = await import('./progress.ts');
  return new TerminalProgress(process.stderr, isatty(1));
}

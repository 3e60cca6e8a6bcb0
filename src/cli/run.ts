import { isatty } from 'node:tty';
import Parser from 'yargs-parser';
import { ConnectorError } from '../airbyte/errors.ts';
import { Output, openStdout, type Progress } from '../airbyte/output.ts';
import { type Outcome, runCommand } from './lifecycle.ts';

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
  spec: { describe: 'print the setup form', needs: [], load: async () => (await import('../commands/spec.ts')).spec },
  check: {
    describe: 'log in and say which streams can be read',
    needs: ['config'],
    load: async () => (await import('../commands/check.ts')).check,
  },
  discover: {
    describe: 'print the streams with their fields',
    needs: ['config'],
    load: async () => (await import('../commands/discover.ts')).discover,
  },
  read: {
    describe: 'print the records of the selected streams',
    needs: ['config', 'catalog'],
    load: async () => (await import('../commands/read.ts')).read,
  },
  preview: {
    describe: 'show the first records of a stream as a table',
    needs: ['config'],
    forPeople: true,
    load: async () => (await import('../commands/preview.ts')).preview,
  },
};

const FLAGS = { string: ['config', 'catalog', 'state', 'stream', 'limit'], boolean: ['debug', 'help', 'version'] };
const KNOWN = [...FLAGS.string, ...FLAGS.boolean];
/** Flags of `preview` alone. */
const FOR_PEOPLE = ['stream', 'limit'];

/** Runs the command line. Nothing is thrown: what went wrong is told in the way that the command's caller understands. */
export async function run(argv: readonly string[]): Promise<void> {
  // Of yargs only its parser: all of it takes longer to load than `spec` takes to run, and is needed for help alone.
  const { argv: args } = Parser.detailed([...argv], {
    ...FLAGS,
    configuration: {
      'unknown-options-as-args': true,
      'duplicate-arguments-array': false,
      'parse-positional-numbers': false,
      // A flag is what its whole name says.
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'short-option-groups': false,
    },
  });
  if (args.help || args.version) return (await import('./help.ts')).printHelp(args.help ? '--help' : '--version');

  const words = args._.map(String);
  const name = words.find((word) => Object.hasOwn(commands, word));
  const command = name === undefined ? undefined : commands[name];
  const out = command?.forPeople
    ? new (await import('./terminal.ts')).TerminalOutput(openStdout(), process.stderr)
    : new Output(openStdout(), name === 'read' ? await openProgress() : undefined);
  const level = (args.debug ? 'DEBUG' : process.env.LOG_LEVEL?.toUpperCase()) ?? 'INFO';
  if (level === 'DEBUG' || level === 'INFO' || level === 'WARN' || level === 'ERROR') out.level = level;

  const options = Object.keys(args).filter((key) => key !== '_' && !KNOWN.includes(key));
  const unknown = [...words.filter((word) => word !== name), ...options.map((key) => `--${key}`)];
  await runCommand(name, out, async (signal) => {
    if (!command) {
      const what = unknown.every(isFlag) ? 'A command is missing' : 'There is no such command';
      throw new ConnectorError('config_error', `${what}: use one of ${Object.keys(commands).join(', ')}, or --help.`);
    }
    // Not what they are: a word, a value and even a name may be a secret that was given in the wrong form.
    const ignored = command.forPeople ? [] : FOR_PEOPLE.filter((flag) => flag in args).map((flag) => `--${flag}`);
    if (unknown.some(isFlag)) ignored.push('an unknown option');
    if (!unknown.every(isFlag)) ignored.push('an unknown word');
    if (ignored.length > 0) await out.log('WARN', `Ignoring ${ignored.join(' and ')}; see --help.`);
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

const isFlag = (word: string): boolean => word.startsWith('-');

/** Only for somebody who watches: platforms read stderr, too. */
async function openProgress(): Promise<Progress | undefined> {
  if (!isatty(2)) return undefined;
  const { TerminalProgress } = await import('./progress.ts');
  return new TerminalProgress(process.stderr, isatty(1));
}

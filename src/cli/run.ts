import { isatty } from 'node:tty';
import { Parser } from 'yargs/helpers';
import { Output, type Progress } from '../airbyte/output.ts';
import { openStdout } from '../airbyte/sink.ts';
import type { Flags } from '../commands/command.ts';
import { ConnectorError } from '../errors.ts';
import { commands, flags } from './commands.ts';
import { runCommand } from './lifecycle.ts';

const ofType = (wanted: string) => Object.entries(flags).flatMap(([name, { type }]) => (type === wanted ? [name] : []));
const FLAGS = { string: ofType('string'), boolean: [...ofType('boolean'), 'help', 'version'] };
const KNOWN = [...FLAGS.string, ...FLAGS.boolean];
/** Flags of `preview` alone. */
const FOR_PEOPLE = ['stream', 'limit', 'columns', 'json'];

/** Runs the command line. Nothing is thrown: what went wrong is told in the way that the command's caller understands. */
export async function run(argv: readonly string[]): Promise<void> {
  // Of yargs only its parser: all of it would double the time to start, and is needed for the help alone.
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
    const given: Flags = {
      config: args.config ?? '',
      catalog: args.catalog ?? '',
      state: args.state || undefined,
      stream: args.stream || undefined,
      limit: args.limit || undefined,
      columns: args.columns || undefined,
      json: args.json ?? false,
    };
    const missing = command.needs.filter((flag) => given[flag] === '');
    if (missing.length > 0) {
      throw new ConnectorError(
        'config_error',
        `${name} needs ${missing.map((flag) => `--${flag} FILE`).join(' and ')}.`,
      );
    }
    return await (await command.load())(out, given, signal);
  });
}

const isFlag = (word: string): boolean => word.startsWith('-');

/** Only for somebody who watches: platforms read stderr, too. */
async function openProgress(): Promise<Progress | undefined> {
  if (!isatty(2)) return undefined;
  const { TerminalProgress } = await import('./progress.ts');
  return new TerminalProgress(process.stderr, isatty(1));
}

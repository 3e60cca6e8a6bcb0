import { isatty } from 'node:tty';
import type { Progress } from '../airbyte/output.ts';
import { openStdout } from '../airbyte/sink.ts';
import { checkFlags, commandOf, flagsOf, ignoredFlags, parseCommandLine } from './command_line.ts';
import { runCommand } from './lifecycle.ts';
import { ON_A_TERMINAL, type Program, type Sentences } from './program.ts';
import { TerminalOutput } from './terminal.ts';

/** Runs the command line. Never throws: errors are reported in the form that the caller expects. */
export async function run(argv: readonly string[], program: Program): Promise<void> {
  const line = parseCommandLine(argv, program);
  const { values } = line;
  if (values.help || values.version) return (await import('./help.ts')).printHelp(line, program);

  const forEyes = isatty(0) && isatty(1) && values.json !== true;
  const isSpoken = (when: Sentences) => when === 'always' || (when === 'on a terminal' && forEyes);
  const { logs, errors } = line.command ?? ON_A_TERMINAL;
  const out = new TerminalOutput(openStdout(), process.stderr, {
    forEyes,
    logs: isSpoken(logs),
    errors: isSpoken(errors),
    progress: line.command?.showsProgress ? await openProgress() : undefined,
  });
  const level = (values.debug ? 'DEBUG' : process.env.LOG_LEVEL?.toUpperCase()) ?? 'INFO';
  if (level === 'DEBUG' || level === 'INFO' || level === 'WARN' || level === 'ERROR') out.level = level;

  await runCommand(line.command ?? {}, out, async (signal) => {
    const command = commandOf(line, program);
    checkFlags(line, command);
    const ignored = ignoredFlags(line, command);
    if (ignored.length > 0) await out.log('WARN', `Ignoring ${ignored.join(' and ')}; see --help.`);
    return await (await command.load())(out, flagsOf(line), signal);
  });
}

/** Only on a terminal: platforms read stderr, too. */
async function openProgress(): Promise<Progress | undefined> {
  if (!isatty(2)) return undefined;
  const { TerminalProgress } = await import('./progress.ts');
  return new TerminalProgress(process.stderr, isatty(1));
}

import { HELP, openSandbox } from './command_line.ts';

async function main(): Promise<void> {
  const sandbox = await openSandbox(process.argv.slice(2));
  if (!sandbox) {
    process.stdout.write(`npm run sandbox -- [options]\n\n${HELP}`);
    return;
  }
  process.stdout.write(`${JSON.stringify(sandbox.config, null, 2)}\n`);
  process.stderr.write(
    `The sandbox is ready. The config for it is on stdout. Stop it with Ctrl-C, or: kill ${process.pid}\n`,
  );
  const stop = (): void => void sandbox.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

import { spawnSync } from 'node:child_process';

/**
 * Runs a Python program without its packages: mocks replace whatever it imports from them, and decorators leave a
 * function unchanged, so that the program's own lines run.
 */
const STAND_IN = `
import re, runpy, sys, types
from unittest.mock import MagicMock

class Package(MagicMock):
    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
            return args[0]
        return super().__call__(*args, **kwargs)

for name in re.findall(r"^ *(?:from|import) ([\\w.]+)", open(sys.argv[1]).read(), re.MULTILINE):
    parts = name.split(".")
    if parts[0] in sys.argv[2].split(","):
        for length in range(1, len(parts) + 1):
            sys.modules[".".join(parts[:length])] = Package()
runpy.run_path(sys.argv[1], run_name="__main__")
`;

const PACKAGES = ['airbyte', 'airflow', 'dagster', 'dagster_k8s', 'dlt', 'kubernetes', 'pandas'];

export const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;

/** Runs the program with mocked packages; returns what it printed, or throws Python's error. */
export function runPython(file: string, cwd: string, env: Readonly<Record<string, string>>): string {
  const args = ['-B', '-c', STAND_IN, file, PACKAGES.join(',')];
  const { status, stdout, stderr } = spawnSync('python3', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return stdout;
}

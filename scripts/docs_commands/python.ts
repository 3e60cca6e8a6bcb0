import { spawnSync } from 'node:child_process';

/**
 * Runs a Python program without the packages that it needs: whatever comes from one of them can be called, entered and
 * walked through, and decorators leave a function as it is, so that the program's own lines run.
 */
const STAND_IN = `
import importlib.abc, importlib.util, runpy, sys, types

class Anything(types.ModuleType):
    def __init__(self, name="anything"):
        super().__init__(name)
    def __getattr__(self, name):
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        return [] if name == "__path__" else Anything(name)
    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
            return args[0]
        return Anything()
    def __iter__(self):
        return iter([])
    def __getitem__(self, key):
        return Anything()
    def __setitem__(self, key, value):
        pass
    def __rshift__(self, other):
        return other
    def __enter__(self):
        return self
    def __exit__(self, *args):
        return False

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in sys.argv[2].split(","):
            return importlib.util.spec_from_loader(name, self, is_package=True)
    def create_module(self, spec):
        return Anything(spec.name)
    def exec_module(self, module):
        pass

sys.meta_path.insert(0, Finder())
runpy.run_path(sys.argv[1], run_name="__main__")
`;

const PACKAGES = ['airbyte', 'airflow', 'dagster', 'dagster_k8s', 'kubernetes'];

export const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;

/** Runs the program with stand-ins for packages; returns what it printed, or throws what Python says. */
export function runPython(file: string, cwd: string, env: Readonly<Record<string, string>>): string {
  const args = ['-B', '-c', STAND_IN, file, PACKAGES.join(',')];
  const { status, stdout, stderr } = spawnSync('python3', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return stdout;
}

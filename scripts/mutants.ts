// How many small faults in src/ the tests notice: each is put into a copy of the repository, where the tests of its
// file have to fail. With --whole, faults that the unit tests miss are also run against the tests of the whole program.
//   npm run test:mutants -- --folder sync --folder http --count 60 --seed 2 --whole
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseAst } from 'vitest/node';
import { Dice } from '../sandbox/data/dice.ts';

const FOLDERS = ['sync', 'kept', 'records', 'http', 'privacy', 'account'];
/** Vocabularies, and code that only tests use. */
const WITHOUT_LOGIC = /\.test\.ts$|\.d\.ts$|\/(test|fake)_|\/(types|presets|type_lists|type_places)\.ts$/;
/** In the order of faults found per time. */
const WHOLE_PROGRAM = [
  ['read', 'lost_values', 'reports', 'all_streams_state', 'all_streams_data', 'privacy', 'privacy_lists'],
  ['faults/', 'destination.property', 'privacy.property', 'kills', 'all_streams.test'],
];
const MOST_SECONDS = { types: 60, unit: 120, whole: 600 };
const UNIT_TESTS = ['--config', 'unit_tests.config.mjs', '--passWithNoTests=false'];
const UNIT_CONFIG = `export default { test: { include: ['src/**/*.test.ts'], testTimeout: 30000 } };`;
const SWAPS: Readonly<Record<string, string>> = {
  ...{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===', '+': '-', '-': '+', '*': '/' },
  ...{ '&&': '||', '||': '&&', '&&=': '||=', '||=': '&&=', '+=': '-=', '-=': '+=', '++': '--', '--': '++' },
  ...{ every: 'some', some: 'every', min: 'max', max: 'min', startsWith: 'endsWith', endsWith: 'startsWith' },
};
/** Calls that print messages, and steps of a chain that a fault leaves out. */
const SPOKEN = /^(log|warn|debug|describe|removeEventListener)$/;
/** Returning `undefined` makes no difference here. */
const FALSY = /^(undefined|null|false)$/;
const LEFT_OUT = /^(filter|sort|toSorted|reverse|trim|toLowerCase)$/;

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly becomes: string;
}

const isNode = (value: unknown): value is AstNode => typeof (value as AstNode | null)?.type === 'string';
const nameOf = (value: unknown): string => (isNode(value) ? String(value.name ?? nameOf(value.property)) : '');

/** Words are data: no test has a row for each. */
const isListOfWords = ({ type, elements }: AstNode): boolean =>
  type === 'ArrayExpression' &&
  (elements as AstNode[]).length > 4 &&
  (elements as AstNode[]).every((each) => typeof each?.value === 'string');

function* mutantsOf(file: string, text: string): Generator<Mutant> {
  const source = (node: unknown): string => text.slice((node as AstNode).start, (node as AstNode).end);
  const change = ({ start, end }: AstNode, becomes: string): Mutant => ({ file, start, end, becomes });

  function* ofNode(node: AstNode): Generator<Mutant> {
    const { type, operator, left, right, callee, value } = node;
    const swapped = SWAPS[String(operator)];
    if (type === 'UpdateExpression') yield change(node, source(node).replace(String(operator), swapped ?? ''));
    if (type === 'UnaryExpression' && operator === '!') yield change(node, source(node.argument));
    if (operator === '??') yield change(node, `(${source(right)})`);
    if (swapped && left && !(operator === '+' && /['"`]/.test(source(node)))) {
      const { end } = left as AstNode;
      const { start } = right as AstNode;
      yield { file, start: end, end: start, becomes: ` ${swapped} ` };
    }
    if (/^(If|While|Conditional)/.test(type)) yield* ['true', 'false'].map((is) => change(node.test as AstNode, is));
    if (type === 'ThrowStatement') yield change(node, ';');
    if (type === 'ExpressionStatement' && !/\.(log|warn)\(|^super\(/.test(source(node))) yield change(node, ';');
    if (type === 'ReturnStatement' && node.argument && !FALSY.test(source(node.argument)))
      yield change(node, 'return undefined as never;');
    if (type === 'Literal' && typeof value === 'boolean') yield change(node, String(!value));
    // Other numbers are chosen limits.
    if (value === 0 || value === 1) yield change(node, `${value + 1}`);
    if (type === 'Literal' && typeof value === 'string' && /^\S+$/.test(value)) yield change(node, `''`);
    if (type === 'ArrayExpression' && (node.elements as unknown[]).length > 0) yield change(node, '[]');
    if (type === 'CallExpression' && isNode(callee) && isNode(callee.property)) {
      const other = SWAPS[nameOf(callee)];
      if (other) yield change(callee.property, other);
      if (LEFT_OUT.test(nameOf(callee))) yield change(node, source(callee.object));
    }
  }

  function* walk(node: AstNode): Generator<Mutant> {
    const isType = /^(TS(?!As|NonNull|Satisfies)|Import)/.test(node.type) || node.source;
    if (isType || (node.type === 'CallExpression' && SPOKEN.test(nameOf(node.callee)))) return;
    yield* ofNode(node);
    if (isListOfWords(node)) return;
    for (const [member, inner] of Object.entries(node)) {
      if (member === 'typeAnnotation' || (member === 'key' && !node.computed)) continue;
      for (const each of Array.isArray(inner) ? inner : [inner]) if (isNode(each)) yield* walk(each);
    }
  }
  yield* walk(parseAst(text, { lang: 'ts' }) as unknown as AstNode);
}

const { values: given } = parseArgs({
  options: {
    folder: { type: 'string', multiple: true, default: FOLDERS },
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    whole: { type: 'boolean', default: false },
  },
});
const root = path.join(import.meta.dirname, '..');
const copy = mkdtempSync(path.join(tmpdir(), 'source-personio-mutants-'));
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
for (const file of listed.trim().split('\n')) cpSync(path.join(root, file), path.join(copy, file));
symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
writeFileSync(path.join(copy, 'unit_tests.config.mjs'), UNIT_CONFIG);

/** True if the command succeeds in time. Whatever it started ends with it. */
function succeeds(command: string, args: readonly string[], seconds: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const bin = path.join(copy, 'node_modules/.bin', command);
  const child = spawn(bin, args, { cwd: copy, stdio: 'ignore', detached: true });
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), seconds * 1000);
  child.on('close', (code) => {
    clearTimeout(timer);
    resolve(code === 0);
  });
  return promise;
}

const vitest = (args: readonly string[], seconds: number) =>
  succeeds('vitest', [...args, '--run', '--bail=1'], seconds);
const types = () =>
  succeeds('tsc', ['--incremental', '--tsBuildInfoFile', 'node_modules_types.json'], MOST_SECONDS.types);

async function wholeProgram(): Promise<boolean> {
  if (!(await succeeds('node', ['scripts/build.ts'], MOST_SECONDS.types))) return false;
  for (const names of WHOLE_PROGRAM) {
    const tests = names.map((name) => `integration_tests/${name}`);
    if (!(await vitest(tests, MOST_SECONDS.whole))) return false;
  }
  return true;
}

const folders = given.folder.map((folder) => `src/${folder}/`);
const isSound =
  (await vitest([...folders, ...UNIT_TESTS], MOST_SECONDS.unit)) && (!given.whole || (await wholeProgram()));
if (!isSound) throw new Error('The tests fail even without a fault.');
const files = folders
  .flatMap((folder) => readdirSync(path.join(copy, folder)).map((name) => folder + name))
  .filter((file) => file.endsWith('.ts') && !WITHOUT_LOGIC.test(file));
const textOf = new Map(files.map((file) => [file, readFileSync(path.join(copy, file), 'utf8')]));
const dice = new Dice(Number(given.seed), 12);
const all = [...textOf].flatMap(([file, text]) => [...mutantsOf(file, text)]);
const sample = all.map((mutant) => ({ mutant, at: dice.between(0, 1e9) })).sort((a, b) => a.at - b.at);
const counts = { unit: 0, whole: 0, survived: 0 };
const tried = () => counts.unit + counts.whole + counts.survived;
for (const { mutant } of sample) {
  const { file, start, end, becomes } = mutant;
  if (tried() >= Number(given.count)) break;
  const text = textOf.get(file) ?? '';
  writeFileSync(path.join(copy, file), text.slice(0, start) + becomes + text.slice(end));
  if (await types()) {
    const missed = await vitest(['related', file, ...UNIT_TESTS], MOST_SECONDS.unit);
    const fate = missed ? (given.whole && !(await wholeProgram()) ? 'whole' : 'survived') : 'unit';
    counts[fate]++;
    const place = `${file}:${text.slice(0, start).split('\n').length}`;
    const was = text.slice(start, end).replaceAll(/\s+/g, ' ');
    const verdict = fate === 'whole' ? 'dies in the whole' : 'SURVIVES';
    if (fate !== 'unit') console.log(`${verdict}  ${place}  ${was}  →  ${becomes.trim()}`);
  }
  writeFileSync(path.join(copy, file), text);
}
rmSync(copy, { recursive: true, force: true });
console.log(
  `${tried()} of ${all.length} mutants, seed ${given.seed}: ${counts.unit} die in the unit tests, ${counts.whole} more in those of the whole program.`,
);
console.log(`${((100 * (tried() - counts.survived)) / tried()).toFixed(1)} % die.`);

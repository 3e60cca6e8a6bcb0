// Follows the pages: saves their files and runs their commands, with stand-ins for what a test cannot have.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type TestContext } from 'vitest';
import type { Row } from '../../src/row.ts';
import type { Block } from './blocks.ts';
import { isCron, parseYaml } from './kubernetes.ts';
import { hasPython, runPython } from './python.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A machine on which `docker` and `node` are the built programs and the Node that runs this test. */
export class Machine {
  readonly home = mkdtempSync(path.join(tmpdir(), 'docs-'));

  constructor() {
    mkdirSync(path.join(this.home, 'bin'));
    this.#standIn('node', `'${process.execPath}'`);
    this.#standIn('docker', `'${process.execPath}' '${path.join(ROOT, 'scripts/docs_commands/docker.ts')}'`);
    // Pages run commands of packages with it that are in the clone.
    this.#standIn('npx', 'env');
  }

  #standIn(name: string, command: string): void {
    writeFileSync(path.join(this.home, 'bin', name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }
}

/** A pattern in which … matches any text. */
const quoted = (text: string): RegExp =>
  new RegExp(
    text
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );

/** Checks a JSON block, which is a file if it has a title. Returns what to save. */
type Json = (content: Row, title: string | undefined) => object;

/** Follows a page: block after block, in one folder and those below it. */
export class Reader {
  readonly #machine: Machine;
  readonly #json: Json;
  readonly #home: string;
  #folder: string;
  #output = '';

  constructor(machine: Machine, json: Json) {
    this.#machine = machine;
    this.#json = json;
    this.#home = path.join(machine.home, Math.random().toString(36).slice(2));
    this.#folder = path.join(this.#home, 'somewhere');
    mkdirSync(this.#folder, { recursive: true });
    // If a page says to copy the build, the copy exists.
    symlinkSync(path.join(ROOT, 'dist'), path.join(this.#folder, 'dist'));
  }

  get env(): Record<string, string> {
    return { PATH: `${this.#machine.home}/bin:${process.env.PATH}`, HOME: this.#home, LC_ALL: 'C', TZ: 'UTC' };
  }

  get folder(): string {
    return this.#folder;
  }

  /** Runs a command; the next one begins in the folder where it ends. */
  async run(command: string): Promise<string> {
    const mark = path.join(this.#home, 'pwd');
    const script = `set -e\n${command}\npwd > '${mark}'\n`;
    const options = { cwd: this.#folder, env: this.env, timeout: 20_000 };
    this.#output = await new Promise((resolve, reject) => {
      execFile('sh', ['-c', script], options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${command}\n${stdout}${stderr}`, { cause: error }));
        else resolve(stdout);
      });
    });
    this.#folder = readFileSync(mark, 'utf8').trim();
    return this.#output;
  }

  save(name: string, text: string): string {
    const file = path.join(this.#folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Follows a block; throws if it does not work. */
  async follow(block: Block, context: TestContext): Promise<void> {
    const { language, title, text, notRun } = block;
    if (title !== undefined) {
      expect(block.before, 'the text before a file names it').toContain(`\`${title.replace(/^dags\//, '')}\``);
      this.save(title, language === 'json' ? this.#checked(block) : text);
    }
    switch (language) {
      case 'sh':
        this.#syntax(text);
        if (title === undefined && notRun === undefined) await this.run(text);
        return;
      case 'text':
        if (notRun !== undefined) return;
        for (const line of text.trim().split('\n')) expect(this.#output).toMatch(quoted(line));
        return;
      case 'crontab':
        await this.#crontab(text);
        return;
      case 'json':
        if (title === undefined) this.#checked(block);
        return;
      case 'yaml':
        expect(title, 'a YAML block is a file').toBeDefined();
        parseYaml(text);
        return;
      case 'python':
        if (notRun !== undefined) return;
        if (!hasPython()) context.skip('there is no python3');
        runPython(title ?? '', this.#folder, this.env);
        return;
      case 'dockerfile':
        for (const line of text.trim().split('\n')) expect(line).toMatch(/^(FROM source-personio|USER 0)$/);
        return;
      case 'sql':
        // Run against databases by npm run test:clients.
        if (notRun === undefined) expect(text.trim().split('\n').length, 'a query fits on a screen').toBeLessThan(25);
        return;
      default:
        expect(notRun, `nothing here runs ${language}`).toBeDefined();
    }
  }

  #checked({ text, title }: Block): string {
    return JSON.stringify(this.#json(JSON.parse(text), title), null, 2);
  }

  #syntax(text: string): void {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }

  async #crontab(text: string): Promise<void> {
    for (const line of text.trim().split('\n')) {
      const [, schedule = '', command = ''] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
      expect(isCron(schedule.trim()), line).toBe(true);
      expect(command, 'cron takes % for a line break').not.toContain('%');
      await this.run(`(${command})`);
    }
  }
}

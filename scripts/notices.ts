// The notices required by the licences of bundled packages: bundling removes them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LICENSE = /^(licen[cs]e|copying)/i;
const NOTICE = /^(licen[cs]e|copying|notice|third[-_ ]?party)/i;
const CODE = /\.([cm]?[jt]s|json)$/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*(?:\r?\n)?)+/gm;
const RULE = `${'='.repeat(80)}\n`;

const PREFACE = `Third-party notices

The program contains code of these packages, each under its own licence. The program's own licence is in LICENSE.
`;

/** For packages that name this licence without including its text. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** One section for each package that the files of a bundle come from. Fails for a package without a usable licence. */
export function thirdPartyNotices(files: Iterable<string>): string {
  const sections = new Map<string, Set<string>>();
  for (const [folder, own] of filesByPackage(files)) {
    const { title, texts } = noticesOf(folder, own);
    // A package may be installed in several places.
    sections.set(title, (sections.get(title) ?? new Set()).union(texts));
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  return [PREFACE, ...sorted.map(([title, texts]) => `${title}\n\n${[...texts].join('\n\n')}\n`)].join(`\n${RULE}`);
}

function filesByPackage(files: Iterable<string>): Map<string, string[]> {
  const packages = new Map<string, string[]>();
  for (const file of [...files].sort()) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
    if (folder !== undefined) packages.set(folder, [...(packages.get(folder) ?? []), file]);
  }
  return packages;
}

/** Files next to the bundled ones, since packages contain code of others; then comments in them. */
function noticesOf(folder: string, files: readonly string[]): { title: string; texts: Set<string> } {
  const { name, version, license, author } = JSON.parse(readFileSync(path.posix.join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence, so it cannot be bundled.`);
  const texts = new Set<string>();
  if (!readdirSync(folder).some((file) => LICENSE.test(file) && !CODE.test(file))) {
    const holder = author?.name ?? author;
    if (license !== 'MIT' || holder === undefined)
      throw new Error(`${name} ${version} has no licence file; scripts/notices.ts has no text for its ${license}.`);
    texts.add(`Copyright (c) ${holder}\n\n${MIT}`);
  }
  for (const each of foldersOf(folder, files)) {
    for (const file of readdirSync(each).sort())
      if (NOTICE.test(file) && !CODE.test(file)) texts.add(plain(readFileSync(path.posix.join(each, file), 'utf8')));
  }
  for (const file of files) {
    for (const [comment] of readFileSync(file, 'utf8').matchAll(COMMENT))
      if (/copyright|\blicen[cs]e\b/i.test(comment)) texts.add(plain(comment));
  }
  return { title: `${name} ${version} (${license})`, texts };
}

/** The package's folder and those between it and its files. */
function foldersOf(folder: string, files: readonly string[]): string[] {
  const folders = new Set([folder]);
  for (const file of files)
    for (let each = path.posix.dirname(file); each !== folder; each = path.posix.dirname(each)) folders.add(each);
  return [...folders].sort();
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

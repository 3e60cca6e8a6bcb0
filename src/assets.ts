import { readFileSync } from 'node:fs';

// Sources run as they are from src/; the build lays everything flat into dist/, with spec.json and schemas/ beside it.
const root = new URL(import.meta.url.endsWith('.ts') ? '../' : './', import.meta.url);

/** A file that travels with the program: `spec.json`, `package.json`, `schemas/<stream>.json`. */
export function readAsset(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

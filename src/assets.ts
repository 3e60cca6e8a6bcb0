import { readFileSync } from 'node:fs';

// Sources run directly from src/. The build puts everything flat into dist/, next to spec.json and schemas/.
const root = new URL(import.meta.url.endsWith('.ts') ? '../' : './', import.meta.url);

/** A file that ships with the program: `spec.json`, `package.json`, `schemas/<stream>.json`. */
export function readAsset(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

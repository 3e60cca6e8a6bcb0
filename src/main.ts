#!/usr/bin/env node
import { start } from './cli/start.ts';

start(async () => (await import('./cli/source.ts')).source);

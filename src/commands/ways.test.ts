import { afterEach, expect, test, vi } from 'vitest';
import { wayHere } from './ways.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

// Bug: without the sandbox there is no container whose network could be used.
test('in the image, the network of the sandbox is not suggested for an account of the user’s', () => {
  expect(wayHere().own).not.toContain('--network');
  vi.stubEnv('AIRBYTE_ENTRYPOINT', 'node main.js');

  expect(wayHere().run('read').join(' ')).toContain('--network');
  expect(wayHere().own).toContain('without --network');
});

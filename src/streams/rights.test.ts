import { describe, expect, test } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import { failedStream, toConnectorError } from './failure.ts';
import { allStreams } from './index.ts';
import { ownScopes, RIGHTS, scopesOf } from './rights.ts';
import type { Stream } from './stream.ts';

const streams = allStreams();
function named(name: string): Stream {
  const stream = streams.find((each) => each.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
}

test('every right that a stream needs is known, each once, and every known right is needed', () => {
  const known = RIGHTS.map(({ scope }) => scope);

  expect([...new Set(known)]).toEqual(known);
  expect(known.toSorted()).toEqual([...new Set(streams.flatMap(scopesOf))].sort());
});

test('a stream needs the rights of its own endpoint first, then those of its parent', () => {
  expect(scopesOf(named('absence_balances'))).toEqual(['employees:read', 'absences:read', 'personio:persons:read']);
  expect(scopesOf(named('open_positions'))).toEqual([]);
});

describe('a refusal', () => {
  const refused = (route: string) => new ApiError('forbidden', 403, 1, { route });

  test.each(streams.filter(({ parent }) => parent).map((stream) => [stream.name, stream] as const))(
    'of %s names the right of the endpoint that refused',
    (_, stream) => {
      const parent = stream.parent?.stream ?? stream;

      expect(failedStream(stream, refused(parent.path))).toBe(parent);
      const message = toConnectorError(refused(parent.path), stream).message;
      expect(message).toContain(`${stream.name}: `);
      expect(message).toContain(parent.path);
      for (const scope of ownScopes(parent)) expect(message).toContain(`"${scope}"`);

      expect(failedStream(stream, refused(stream.path))).toBe(stream);
      for (const scope of ownScopes(stream))
        expect(toConnectorError(refused(stream.path), stream).message).toContain(`"${scope}"`);
    },
  );

  test('of a list that shows changes names the right of that list', () => {
    expect(toConnectorError(refused('/v1/company/employees'), named('employments')).message).toContain(
      '"employees:read"',
    );
  });

  test('of the only endpoint names both rights that it needs', () => {
    const balances = named('absence_balances');

    expect(toConnectorError(refused(balances.path), balances).message).toContain(
      'the rights "employees:read" and "absences:read"',
    );
  });
});

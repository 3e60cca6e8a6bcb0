import { describe, expect, test } from 'vitest';
import type { ObjectName, WrittenObject } from '../../write/object.ts';
import type { RightTo } from './rights.ts';
import { mappingLine, verdictOf } from './verdict.ts';

const right = (name: ObjectName, state: RightTo['state'], isBlind = false): RightTo => ({
  object: { name, rights: { name: `${name}: write` } } as WrittenObject,
  state,
  isBlind,
});

const mapping = (object: ObjectName) => ({ stream: 'rows', object, fields: {}, constants: {} });

describe('the answer of a check', () => {
  const rights = [right('persons', 'may'), right('documents', 'may not'), right('projects', 'unknown')];

  test('says of every object whether it may be written', () => {
    expect(verdictOf(rights, [mapping('persons')])).toEqual({
      status: 'SUCCEEDED',
      message:
        'The API credential may write persons. It may not write documents (documents: write). Whether it may write these, only a write can tell: projects.',
    });
  });

  test('names what may be written but not read: rows could not be looked up', () => {
    expect(verdictOf([right('persons', 'may', true), right('projects', 'may')], []).message).toBe(
      'The API credential may write persons, projects. Every row is looked up first, so it needs the right to read, too: it lacks that for persons.',
    );
  });

  test('is a failure if a mapped object may not be written', () => {
    expect(verdictOf(rights, [mapping('persons'), mapping('documents')])).toEqual({
      status: 'FAILED',
      message:
        'The API credential may not write documents (documents: write). Grant it in Personio, under Settings > Integrations > API credentials.',
    });
  });

  test('is a failure if nothing may be written', () => {
    expect(verdictOf([right('persons', 'may not'), right('projects', 'may not')], [])).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('may write nothing: persons (persons: write), projects (projects: write).'),
    });
  });

  test('is none if nothing is known: a dry run asks nothing', () => {
    expect(verdictOf([right('persons', 'unknown')], [mapping('persons')]).status).toBe('SUCCEEDED');
  });
});

test('a mapping is shown with all that it says', () => {
  const full = {
    ...mapping('persons'),
    operation: 'upsert' as const,
    key: ['email'],
    fields: { 'Work e-mail': 'email' },
    constants: { office: 'Berlin' },
  };

  expect(mappingLine(full)).toBe(
    'rows → persons: upsert, found by email; Work e-mail → email; office is the same in every row',
  );
  expect(mappingLine(mapping('projects'))).toBe('rows → projects: written as the sync mode says');
});

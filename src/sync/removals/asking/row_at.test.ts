import nock from 'nock';
import { describe, expect, test } from 'vitest';
import {
  guardRequests,
  HOST,
  login,
  problem,
  settled,
  setUp,
} from '../../../../integration_tests/units/test_client.ts';
import { SILENT } from '../../../http/api.ts';
import { Persons } from '../../../streams/persons.ts';
import { RowAsker } from './row_asker.ts';

guardRequests();

const stream = new Persons();

/** What is learned about person 2 over HTTP, if person 1 exists. */
async function learned(signal = new AbortController().signal) {
  login();
  const api = setUp({ retrySeconds: 5 }).client.api(SILENT, signal);
  const asker = new RowAsker(stream, stream.removals, api, signal);
  const { value } = await settled(asker.ask([{ id: '2' }], { id: '1' }));
  return 'unanswered' in value ? value.unanswered.message : { gone: value.gone.length, alive: value.alive.length };
}

const get = (id: string) => nock(HOST).get(`/v2/persons/${id}`);

describe('a person who is requested over HTTP', () => {
  test('is gone after a 404', async () => {
    get('1').times(2).reply(200, { id: '1' });
    get('2').reply(404, problem('common.requested_resource_not_found'));

    expect(await learned()).toEqual({ gone: 1, alive: 0 });
  });

  test('exists after a 200', async () => {
    get('1').reply(200, { id: '1' });
    get('2').reply(200, { id: '2' });

    expect(await learned()).toEqual({ gone: 0, alive: 1 });
  });

  test('is unknown after a 404 of the route, with and without the beta header', async () => {
    get('1').reply(200, { id: '1' });
    get('2').times(2).reply(404, problem('apinot_found'));

    expect(await learned()).toBe('/v2/persons/{id} answers 404.');
  });

  test.each([
    [403, problem('common.forbidden'), /answers 403/],
    [412, problem('common.precondition_failed'), /answers 412/],
    [410, {}, /answers 410/],
    [200, { id: '3' }, /a different row/],
  ])('is unknown after a %i', async (status, body, expected) => {
    get('1').reply(200, { id: '1' });
    get('2').reply(status, body);

    expect(await learned()).toMatch(expected);
  });

  test.each([
    [204, undefined, /unreadable response/],
    [200, '', /unreadable response/],
    [200, '<html>', /unreadable response/],
    [500, '', /answers 500/],
    [503, '', /answers 503/],
  ])('is unknown after a %i with %j, however often', async (status, body, expected) => {
    get('1').reply(200, { id: '1' });
    const answers = get('2').reply(status, body).persist();

    expect(await learned()).toMatch(expected);
    answers.persist(false);
    nock.cleanAll();
  });

  test('is requested no longer than the signal allows', async () => {
    const abort = new AbortController();
    get('1').reply(200, () => {
      abort.abort(new Error('the end'));
      return { id: '1' };
    });

    await expect(learned(abort.signal)).rejects.toThrow('the end');
  });
});

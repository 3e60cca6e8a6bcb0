import type { Api } from '../http/api.ts';
import type { People, Person } from './run.ts';

/** Placeholder until the branch of persons is merged. */
export class PeopleIndex implements People {
  constructor(_api: Api, _matchAttribute: string | undefined) {}

  byEmail(_email: string): Promise<Person | undefined> {
    return Promise.resolve(undefined);
  }

  byOwnId(_value: string): Promise<Person | undefined> {
    return Promise.resolve(undefined);
  }
}

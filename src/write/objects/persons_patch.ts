import { isNone, type Row } from '../../row.ts';
import type { Values } from '../members.ts';
import type { WrittenObject } from '../object.ts';
import type { PeopleIndex } from '../people.ts';
import type { PersonAttributes } from '../people_attributes.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { AttributeKeeper } from './persons_attributes.ts';
import { personBody } from './persons_row.ts';

interface Tools {
  readonly run: Run;
  readonly object: WrittenObject;
  readonly index: PeopleIndex;
  readonly attributes: PersonAttributes;
}

/** Changes members of people, custom attributes among them, but not their employments. */
export class PersonPatch {
  readonly #tools: Tools;
  readonly #keeper: AttributeKeeper;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#keeper = new AttributeKeeper(tools.index);
  }

  /** `found` is what the person has now. */
  async change(id: string, found: Row, members: readonly string[], values: Values): Promise<void> {
    const { attributes, run } = this.#tools;
    const isOther = (member: string) => !members.includes(member) && !isNone(found[member]);
    const hasOthers = !run.options.dryRun && Object.keys(attributes.members).some(isOther);
    const change = () =>
      this.#keeper.change({ id, hasOthers }, personBody(members, values, attributes), (json) => this.#send(id, json));
    try {
      await change();
    } catch (error) {
      const clears = members.some((member) => values[member] === null && member in attributes.members);
      if (!clears || !(error instanceof Reject) || error.code !== 'refused') throw error;
      attributes.clearOtherwise();
      await change();
    }
  }

  async #send(id: string, json: object): Promise<void> {
    const { run, object } = this.#tools;
    await run.change(object, {
      method: 'PATCH',
      route: '/v2/persons/{id}',
      target: `/v2/persons/${encodeURIComponent(id)}`,
      body: { json },
    });
  }
}

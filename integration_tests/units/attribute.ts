import type { Attribute } from '../../src/account/attributes.ts';

/** An attribute of an account, text unless told otherwise. */
export const attribute = (id: string, more: Partial<Attribute> = {}): Attribute => ({
  id,
  label: undefined,
  types: ['string'],
  options: [],
  ...more,
});

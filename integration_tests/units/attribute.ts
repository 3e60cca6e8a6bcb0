import type { Attribute } from '../../src/account/attributes.ts';

/** An attribute of an account, text unless specified. */
export const attribute = (id: string, more: Partial<Attribute> = {}): Attribute => ({
  id,
  label: undefined,
  types: ['string'],
  options: [],
  ...more,
});

import type { Dice } from '../../sandbox/data/dice.ts';

const bytes = (dice: Dice, count: number): Buffer => Buffer.from(Array.from({ length: count }, () => dice.below(256)));

export const uuid = (dice: Dice): string =>
  bytes(dice, 16)
    .toString('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** The result of a key for an id. */
export const hashed = (dice: Dice): string => bytes(dice, 16).toString('base64url');

export const numeric = (dice: Dice): string => String(dice.below(10 ** dice.between(1, 12)));

/** Anything that may be an id. */
export const ODD_IDS: readonly string[] = [
  ...['', ' ', '0', '00', '007', '-1', '+1', '1.0', '1e5', '17 ', '9007199254740991', '9007199254740993'],
  ...['999999999999999', '1000000000000000', '18446744073709551615', '123456789012345678901234567890'],
  ...['8c1d0f7e-0000-4000-8000-000000000001', '8C1D0F7E-0000-4000-8000-000000000001'],
  ...['8c1d0f7e00004000800000000000000a', '{8c1d0f7e-0000-4000-8000-000000000001}'],
  ...['8c1d0f7e-0000-4000-8000-000000000001\n', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  // Of 22 letters: with and without bits that 16 bytes cannot hold, of digits only, with padding characters.
  ...['AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAB', '1234567890123456789012', '123456789012345678901A'],
  ...['a-b_c-d_e-f_g-h_i-j_kw', 'AAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAA+Q'],
  ...['Zürich', '日本', '👩‍💻', '\ufeffx', 'é', 'e\u0301', '\ud800', 'x\udc00y', '\u0000', '__proto__', 'constructor'],
];

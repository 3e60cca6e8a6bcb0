import { describe, expect, test } from 'vitest';
import { fold, Terms } from './terms.ts';

describe('a term', () => {
  test.each([
    ['tax', 'Tax class'],
    ['tax', 'tax_class'],
    ['tax', 'TaxClass'],
    ['tax', 'tax2'],
    ['health*', 'Healthcare plan'],
    ['*krank*', 'Langzeitkranke'],
    ['*behinder*', 'Schwerbehinderung'],
    ['*attest', 'Ärzteattest'],
    ['date birth', 'Date of birth'],
    ['date birth', 'birthDate'],
    ['=partner', 'Partner'],
    ['=partner', 'Partner 2'],
    ['=partner', '(Partner)'],
    ['nif', 'N.I.F.'],
    ['número dni', 'Nº DNI'],
    ['número dni', 'DNI (n.º)'],
    ['numer konta', 'Nr konta'],
    ['ärztlich*', 'Ärztliche Untersuchung'],
    ['ärztlich*', 'Aerztliche Untersuchung'],
    ['ärztlich*', 'arztliche_untersuchung'],
    ['straße', 'STRASSE'],
    ['płeć', 'Płeć'],
    ['a, b', 'b'],
  ])('%s matches %s, in each normal form', (term, label) => {
    for (const form of [label.normalize('NFC'), label.normalize('NFD'), `\u00a0${label} `])
      expect(new Terms([term]).match(form)).toBe(true);
  });

  test.each([
    ['tax', 'Taxi'],
    ['tax', 'syntax'],
    ['health*', 'unhealthy'],
    ['*attest', 'Attestation'],
    ['date birth', 'Start date'],
    ['=partner', 'Partner manager'],
    ['=partner', ''],
    ['a', ''],
    ['', 'anything'],
    ['', ''],
  ])('%s does not match %s', (term, label) => {
    expect(new Terms([term]).match(label)).toBe(false);
  });

  test('does not match inside a harmless phrase, but does next to one', () => {
    const terms = new Terms(['contact, =name'], ['contact center*']);

    expect(terms.match('Contact Center team')).toBe(false);
    expect(terms.match('Contact centers')).toBe(false);
    expect(terms.match('Center contact')).toBe(true);
    expect(terms.match('Emergency contact (contact center)')).toBe(true);
    // Alone means alone in the whole label.
    expect(terms.match('Contact center name')).toBe(false);
  });
});

test.each([
  ['Straße', 'strasse'],
  ['ŁÓDŹ', 'lodz'],
  ['Œuvre', 'oeuvre'],
  ['Smørrebrød', 'smorrebrod'],
  ['Kirchen\u00adsteuer', 'kirchensteuer'],
  ['re\u200bligion', 'religion'],
  ['e\u0301', 'e'],
  ['ﬁgli', 'figli'],
])('%s folds to %s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

// Labels can be of any length.
test('a label of 60,000 characters takes no time', () => {
  const terms = new Terms(['*krank*, tax, date birth, health*'], ['contact center*']);
  for (const label of ['a'.repeat(60_000), 'a '.repeat(30_000), 'aB1'.repeat(20_000), 'a.'.repeat(30_000)]) {
    const from = performance.now();
    expect(terms.match(label)).toBe(false);
    expect(performance.now() - from).toBeLessThan(500);
  }
});

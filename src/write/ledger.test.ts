import { describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

function open() {
  const printed: string[] = [];
  const ledger = new Ledger(({ id }, { recordCount, rejectedRecordCount }) => {
    printed.push(`${id}: ${recordCount} + ${rejectedRecordCount}`);
  });
  return { ledger, printed };
}

describe('a state', () => {
  test('is printed when all rows of its stream before it are settled', () => {
    const { ledger, printed } = open();
    const [one, two] = [ledger.row('a'), ledger.row('a')];
    ledger.state({ id: 1 }, 'a');
    ledger.row('a');
    two.stored();
    expect(printed).toEqual([]);

    one.rejected();

    expect(printed).toEqual(['1: 1 + 1']);
  });

  test('waits for the states before it, and for no other stream', () => {
    const { ledger, printed } = open();
    const first = ledger.row('a');
    ledger.state({ id: 1 }, 'a');
    ledger.row('a').stored();
    ledger.state({ id: 2 }, 'a');
    ledger.row('b').stored();
    ledger.state({ id: 3 }, 'b');
    expect(printed).toEqual(['3: 1 + 0']);

    first.stored();

    expect(printed).toEqual(['3: 1 + 0', '1: 1 + 0', '2: 1 + 0']);
  });

  test('without rows is printed at once, for an unknown stream, too', () => {
    const { ledger, printed } = open();
    ledger.state({ id: 1 }, 'a');
    ledger.state({ id: 2 });
    expect(printed).toEqual(['1: 0 + 0', '2: 0 + 0']);
  });

  test('of all streams waits for the rows of each, and counts them', () => {
    const { ledger, printed } = open();
    const [a, b] = [ledger.row('a'), ledger.row('b')];
    ledger.state({ id: 1 });
    const later = ledger.row('b');
    ledger.state({ id: 2 });
    a.stored();
    later.stored();
    expect(printed).toEqual([]);

    b.rejected();

    expect(printed).toEqual(['1: 1 + 1', '2: 1 + 0']);
  });

  test('behind a row that has to come again is never printed; those before it are', () => {
    const { ledger, printed } = open();
    const first = ledger.row('a');
    ledger.state({ id: 1 }, 'a');
    ledger.row('a').withheld();
    ledger.state({ id: 2 }, 'a');
    ledger.row('a').stored();
    ledger.state({ id: 3 }, 'a');
    ledger.row('b').stored();
    ledger.state({ id: 4 }, 'b');
    expect(printed).toEqual(['4: 1 + 0']);

    first.stored();

    expect(printed).toEqual(['4: 1 + 0', '1: 1 + 0']);
  });

  test('of a blocked stream is not printed, and none of all streams', () => {
    const { ledger, printed } = open();
    const row = ledger.row('a');
    ledger.state({ id: 1 }, 'a');
    ledger.block('a');
    row.stored();
    ledger.state({ id: 2 }, 'a');
    ledger.state({ id: 3 });
    ledger.state({ id: 4 });
    expect(printed).toEqual([]);
  });
});

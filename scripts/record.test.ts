import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canMakeTerminals } from '../integration_tests/in_terminal.ts';
import { PICTURE, picture, recording } from './record.ts';

test.skipIf(!canMakeTerminals)('the picture in the README shows what the program prints now', async () => {
  const shown = await recording();

  expect(readFileSync(PICTURE, 'utf8')).toBe(picture(shown));
  const [check = [], preview = [], read = []] = shown.map((lines) => lines.join('\n'));
  expect(check).toMatch(/^✗ Compensations: read/m);
  expect(check).toMatch(/^Tick them in Personio/m);
  expect(preview).toMatch(/ first_name .*\n/);
  expect(read).toMatch(/^2 streams complete: /m);
});

test('a window of text shows its end, and scrolls there if things may move', () => {
  const svg = picture([['$ a <b> \\', '  c', ...Array(30).fill('✓ x  y')], ['$ d']]);

  // 32 lines, then 34: 25 fit.
  expect(svg).toContain('transform="translate(0 -162)"');
  expect([...svg.matchAll(/translateY\((-?\d+)px\)/g)].map(([, y]) => Number(y))).toEqual([0, -126, -162]);
  expect(svg).toContain('<text class="typed" x="0" y="13.5" textLength="75.6">$ a &lt;b&gt; \\</text>');
  expect(svg).toContain('<text class="typed" x="16.8" y="31.5" textLength="8.4">c</text>');
  expect(svg).toContain('<text class="yes" x="0" y="49.5" textLength="8.4">✓</text>');
  expect(svg).toContain('<text x="42" y="49.5" textLength="8.4">y</text>');
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Parking } from './parking.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function parked() {
  const parking = new Parking();
  const again = vi.fn();
  parking.park('person', { bytes: 10, brings: false, again, refused: () => {} });
  return { parking, again };
}

test('a row is tried again soon after something came that it may wait for', () => {
  const { parking, again } = parked();
  parking.arrived('project');
  vi.runAllTimers();
  expect(again).not.toHaveBeenCalled();
  parking.arrived('person');
  vi.runAllTimers();
  expect(again).toHaveBeenCalledOnce();
  expect(parking.size).toBe(0);
});

test('once it is stopped, a row is tried again only if it is released', () => {
  const { parking, again } = parked();
  parking.arrived('person');
  parking.stop();
  parking.arrived('person');
  expect(vi.getTimerCount()).toBe(0);
  parking.release('all');
  expect(again).toHaveBeenCalledOnce();
});

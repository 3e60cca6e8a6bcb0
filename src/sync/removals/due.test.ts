import { describe, expect, test } from 'vitest';
import { addSeconds } from '../../times.ts';
import { MOST_KEPT } from '../tracking/kept_text.ts';
import { isSweepDue } from './due.ts';

const AT = '2026-02-11T09:00:00Z';
const ago = (days: number) => addSeconds(AT, -days * 86_400);
const due = (other: { comparedAt?: string; lookedAt?: string; refusedAt?: string } = {}) => ({
  at: AT,
  sweepDays: 7,
  hasEvents: true,
  length: 1000,
  kept: { comparedAt: ago(1), lookedAt: ago(1), refusedAt: '', ...other },
});

describe('a list is compared', () => {
  test.each([
    ['if it never was', due({ comparedAt: '' })],
    ['a week after the last time', due({ comparedAt: ago(7) })],
    ['slightly less than a week after the last time', due({ comparedAt: addSeconds(ago(7), 3500) })],
    ['in every sync', { ...due({ comparedAt: AT }), sweepDays: 0 }],
    ['while nothing is believed', due({ refusedAt: ago(1) })],
    ['when events expire', { ...due({ lookedAt: ago(29) }), sweepDays: 365 }],
    ['when much is kept', { ...due(), length: 0.76 * MOST_KEPT }],
  ])('%s', (_, each) => {
    expect(isSweepDue(each)).toBe(true);
  });
});

describe('a list waits', () => {
  test.each([
    ['for its turn', due({ comparedAt: ago(6.9) })],
    ['if events were seen recently, or were never looked at', due({ lookedAt: '' })],
    ['for longer than events are kept, if none report its removals', { ...due(), sweepDays: 60, hasEvents: false }],
    ['likewise, if nobody looked for long', { ...due({ lookedAt: ago(50) }), sweepDays: 60, hasEvents: false }],
    ['while little is kept', { ...due(), length: 0.74 * MOST_KEPT }],
  ])('%s', (_, each) => {
    expect(isSweepDue(each)).toBe(false);
  });
});

/**
 * A different seed each day, for cases not tried yet. PROPERTY_SEED=20261128 repeats those of a day, as named in test
 * titles.
 */
const OF_THE_DAY = Number(process.env.PROPERTY_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));

export const fixedSeeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

export const freshSeeds = (count: number): number[] => fixedSeeds(count).map((index) => OF_THE_DAY * 1000 + index);

/** The same ones each time, and some of the day. */
export const seeds = (fixed: number, fresh: number): number[] => [...fixedSeeds(fixed), ...freshSeeds(fresh)];

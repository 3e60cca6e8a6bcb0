// Names and numbers as people write them.

/** `2026-03` as `Mar 2026`, or as `March 2026`. */
export const monthName = (month: string, length: 'short' | 'long' = 'short'): string =>
  new Date(`${month}-01`).toLocaleDateString('en', { month: length, year: 'numeric', timeZone: 'UTC' });

const NO_NAME = '(none)';

/** A category as Personio spells it, in any case: `PAID_VACATION` as `Paid vacation`. */
export function categoryName(category: string): string {
  if (category === NO_NAME) return 'No category';
  const words = category.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const projectName = (project: string): string => (project === NO_NAME ? 'No project' : project);

export const whole = (number: number): string => Math.round(number).toLocaleString('en');

export const tenths = (number: number): string =>
  number.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const percent = (share: number): string =>
  share.toLocaleString('en', { style: 'percent', maximumFractionDigits: 0 });

/** Nothing for zero, so that other numbers stand out. */
export const signed = (number: number, sign: '+' | '−'): string => (number === 0 ? '' : `${sign}${whole(number)}`);

// Names and numbers as people write them.

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-03` as `Mar 2026`. */
export function monthName(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${NAMES[Number(number) - 1]} ${year}`;
}

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

/** Nothing for none, so that those that are there stand out. */
export const signed = (number: number, sign: '+' | '−'): string => (number === 0 ? '' : `${sign}${whole(number)}`);

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

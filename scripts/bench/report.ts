/** Prints a figure with its limit; without one it is there for comparison. */
export type Report = (what: string, value: number, unit: string, limit?: { atMost?: number; atLeast?: number }) => void;

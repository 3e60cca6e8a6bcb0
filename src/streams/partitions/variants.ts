import type { Naming } from '../partition.ts';
import type { Partitioning } from '../stream.ts';

/** One partition for each of these names, instead of one for the whole. */
export const variants = (naming: Naming, values: readonly string[]): Partitioning => ({
  variants: values,
  partitions: (stream) =>
    values.map((value) => ({
      ...stream.whole(),
      key: value,
      names: { ...naming, values: [value] },
      adds: { [naming.member]: value },
    })),
});

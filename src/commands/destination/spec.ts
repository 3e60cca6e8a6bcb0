import { readAsset } from '../../assets.ts';
import type { Command } from '../command.ts';

export const spec: Command = async (out) => {
  await out.print({ type: 'SPEC', spec: readAsset('destination/spec.json') });
  return 0;
};

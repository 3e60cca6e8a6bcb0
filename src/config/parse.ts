import { openForm } from './open_form.ts';
import { Config } from './source.ts';

/** The form of the source. */
export const { parse: parseConfig, secretsOf } = openForm(Config);

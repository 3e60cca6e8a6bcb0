import { openForm } from './open_form.ts';
import { Config } from './source.ts';

export const sourceForm = openForm(Config);

export const { parse: parseConfig, secretsOf } = sourceForm;

import { DE_LABELS } from './de.ts';
import { EN_LABELS } from './en.ts';
import { ES_LABELS } from './es.ts';
import { FR_LABELS } from './fr.ts';
import { IT_LABELS } from './it.ts';
import type { Labels } from './labels.ts';
import { NL_LABELS } from './nl.ts';
import { PL_LABELS } from './pl.ts';
import { PT_LABELS } from './pt.ts';

export const LABELS: Readonly<Record<string, Labels>> = {
  ...{ de: DE_LABELS, en: EN_LABELS, es: ES_LABELS, fr: FR_LABELS },
  ...{ it: IT_LABELS, nl: NL_LABELS, pl: PL_LABELS, pt: PT_LABELS },
};

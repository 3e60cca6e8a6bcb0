import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import { IT } from './it.ts';
import { NL } from './nl.ts';
import { PL } from './pl.ts';
import { PT } from './pt.ts';
import { Terms } from './terms.ts';
import type { Vocabulary } from './vocabulary.ts';

/** By ISO 639 code. A text is checked against all of them, because its language is unknown. */
export const VOCABULARIES: Readonly<Record<string, Vocabulary>> = {
  ...{ de: DE, en: EN, es: ES, fr: FR, it: IT, nl: NL, pl: PL, pt: PT },
};

const all = Object.values(VOCABULARIES);
const harmless = all.map((each) => each.harmless);
const special = new Terms(
  all.flatMap((each) => Object.values(each.special)),
  harmless,
);
const identifying = new Terms(
  all.flatMap((each) => Object.values(each.identifying)),
  harmless,
);
const birth = new Terms(
  all.map((each) => each.birth),
  harmless,
);
/** Topics that concern everyone, such as taxes, are not sensitive as types of documents or pay. */
const types = new Terms(
  all.flatMap(({ special: { tax: _, ...topics }, types }) => [...Object.values(topics), types]),
  harmless,
);

export type Topic = 'special' | 'identifying' | 'birth';

/** The topic of a label or name, the most sensitive first; undefined if no vocabulary knows it. */
export function topicOf(label: string): Topic | undefined {
  if (special.match(label)) return 'special';
  if (identifying.match(label)) return 'identifying';
  return birth.match(label) ? 'birth' : undefined;
}

/** True for a type of absence, document or pay that reveals something about a person's health or family. */
export const isSensitiveType = (name: string): boolean => types.match(name);

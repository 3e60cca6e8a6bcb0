/** What attributes, types of absence and the like are called in one language. For the syntax of terms see `Terms`. */
export interface Vocabulary {
  /** Special categories of personal data (GDPR Art. 9) and related topics. */
  readonly special: Readonly<Record<SpecialTopic, string>>;
  /** What identifies a person, and free text. */
  readonly identifying: Readonly<Record<IdentifyingTopic, string>>;
  readonly birth: string;
  /** Words that mean health or family in a type of absence, document or pay, but may mean anything elsewhere. */
  readonly types: string;
  /** Phrases that contain one of these words but mean something else. */
  readonly harmless: string;
}

type SpecialTopic = 'health' | 'religion' | 'tax' | 'family' | 'gender' | 'sexuality' | 'origin' | 'opinion' | 'body';

type IdentifyingTopic = 'names' | 'contact' | 'address' | 'identity' | 'bank' | 'comments' | 'pictures';

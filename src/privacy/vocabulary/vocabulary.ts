/** What an attribute, a type of absence or the like is called in one language: terms, see `Terms`. */
export interface Vocabulary {
  /** Special categories of personal data (GDPR Art. 9), and what is close to them. */
  readonly special: Readonly<Record<SpecialTopic, string>>;
  /** What tells who somebody is, and free text. */
  readonly identifying: Readonly<Record<IdentifyingTopic, string>>;
  readonly birth: string;
  /** What means health or family where it names a type of absence, document or pay, and may mean anything elsewhere. */
  readonly types: string;
  /** What holds one of these words and means something else. */
  readonly harmless: string;
}

type SpecialTopic = 'health' | 'religion' | 'tax' | 'family' | 'gender' | 'sexuality' | 'origin' | 'opinion' | 'body';

type IdentifyingTopic = 'names' | 'contact' | 'address' | 'identity' | 'bank' | 'comments' | 'pictures';

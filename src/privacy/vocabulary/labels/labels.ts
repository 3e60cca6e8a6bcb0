/** Labels as companies write them, separated by ` | `. */
export interface Labels {
  /** Both presets drop these. */
  readonly special: string;
  /** `analytics` drops these as well. */
  readonly identifying: string;
  /** `analytics` shortens these to the year. */
  readonly birth: string;
  /** A hundred labels that are not sensitive. */
  readonly harmless: string;
  readonly sensitiveTypes: string;
  readonly harmlessTypes: string;
}

export const split = (labels: string): string[] => labels.split('|').map((label) => label.trim());

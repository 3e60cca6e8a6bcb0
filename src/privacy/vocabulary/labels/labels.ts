/** Labels as companies write them, with ` | ` between them. */
export interface Labels {
  /** Both presets take them out. */
  readonly special: string;
  /** `analytics` takes them out as well. */
  readonly identifying: string;
  /** Of these `analytics` leaves the year. */
  readonly birth: string;
  /** A hundred that say nothing sensitive. */
  readonly harmless: string;
  readonly sensitiveTypes: string;
  readonly harmlessTypes: string;
}

export const split = (labels: string): string[] => labels.split('|').map((label) => label.trim());

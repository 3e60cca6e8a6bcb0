/** Whether this is a shared platform, which forbids some things that are fine on one's own machine. */
export const isCloud = (): boolean => process.env.DEPLOYMENT_MODE?.trim().toUpperCase() === 'CLOUD';

/** Whether Node was told to accept any certificate. */
export const trustsEverybody = (): boolean => process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';

/** Whether this is the image: it declares its entrypoint to the platform. */
export const isImage = (): boolean => process.env.AIRBYTE_ENTRYPOINT !== undefined;

/** Whether Node was told to trust further certificate authorities. */
export const extraAuthorities = (): boolean => (process.env.NODE_EXTRA_CA_CERTS ?? '') !== '';

/** The folder that a source and its destination share for files, if the platform has one. */
export const stagingFolder = (): string | undefined => process.env.AIRBYTE_STAGING_DIRECTORY || undefined;

/** Whether this is a shared platform: what is fine on one's own machines may not be there. */
export const isCloud = (): boolean => process.env.DEPLOYMENT_MODE?.trim().toUpperCase() === 'CLOUD';

/** Whether Node was told to accept any certificate. */
export const trustsEverybody = (): boolean => process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';

/** After a signal, requests under way may end within this time. */
export const GRACE_MS = 5000;

/** After a signal, requests under way may end within this time: the process is to be gone within five seconds. */
export const GRACE_MS = 4500;

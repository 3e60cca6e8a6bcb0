/**
 * What the credential may do with a stream: everything; nothing, refused in the service's own way (`refused`) or with a
 * given status; only with the header `Beta: true`; or see only ids, because no attribute is released (`unreleased`).
 */
export type Right = 'granted' | 'refused' | 'unreleased' | 'beta' | 400 | 401 | 403 | 404 | 412;

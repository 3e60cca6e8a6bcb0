/**
 * What the credential may do with a stream: everything; nothing, said in the service's own way (`refused`) or with a status
 * of your choice; only with the header `Beta: true`; or see the ids alone, because no attribute is released (`unreleased`).
 */
export type Right = 'granted' | 'refused' | 'unreleased' | 'beta' | 400 | 401 | 403 | 404 | 412;

/** Privacy settings besides the usual one. */
export const PRESETS = {
  no_special_categories: { preset: 'no_special_categories' },
  analytics: { preset: 'analytics' },
  'analytics with hashed people': {
    preset: 'analytics',
    hash: ['persons.id'],
    hash_key: 'a1b2c3d4e5f6g7h8i9j0',
  },
};

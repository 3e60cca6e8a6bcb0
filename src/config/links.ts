const REPOSITORY = 'https://github.com/source-personio/source-personio/blob/main';

export const DOCUMENTATION_URL = `${REPOSITORY}/docs/integrations/sources/personio.md`;
export const DESTINATION_URL = `${REPOSITORY}/docs/integrations/destinations/personio.md`;
export const CHANGELOG_URL = `${REPOSITORY}/CHANGELOG.md`;

/** Each in itself, so that everybody finds theirs. */
export const languageNames = { en: 'English', ru: 'Русский' } as const;

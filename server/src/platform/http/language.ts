import type { Language } from '@parley/contract/errors';

/** The reader's language by `Accept-Language`: the first of ours in the reader's order, else English. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
      return { language: tag.split('-')[0], quality: quality ? Number(quality.slice(2)) || 0 : 1 };
    })
    .filter((part) => part.quality > 0 && (part.language === 'en' || part.language === 'ru'))
    .toSorted((one, two) => two.quality - one.quality);
  return wanted[0]?.language === 'ru' ? 'ru' : 'en';
}

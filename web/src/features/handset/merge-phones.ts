import type { PhoneList } from '@parley/contract/sandbox';

/** Those that changed come first, as they do on the server. */
export function mergePhones(list: PhoneList, news: PhoneList): PhoneList {
  const changed = new Set(news.phones.map(({ number }) => number));
  return { ...news, phones: [...news.phones, ...list.phones.filter(({ number }) => !changed.has(number))] };
}

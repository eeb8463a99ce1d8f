import { z } from 'zod';

/** A text of a form of its own, with words for who writes it otherwise. */
export function pattern(form: RegExp, words: { readonly rule: string; readonly en: string; readonly ru: string }) {
  const { rule, en: message, ru } = words;
  return z.string().refine((text) => form.test(text), { message, params: { rule, ru } });
}

import { afterAll, describe, expect, test, vi } from 'vitest';
import { format, setTimeZone } from './format.ts';
import { setLanguage } from './i18n.ts';

vi.stubGlobal('document', { documentElement: {} });
afterAll(() => void vi.unstubAllGlobals());
setTimeZone('Europe/Moscow');

const inLanguage = (name: 'en' | 'ru') => {
  setLanguage(name);
  return format();
};
/** Which kind of space stands where is the browser's choice. */
const spaced = (text: string): string => text.replace(/\s/gu, ' ');

describe('format', () => {
  test('money is minor units in the currency', () => {
    expect(spaced(inLanguage('ru').money(390_000, 'RUB'))).toBe('3 900 ₽');
    expect(spaced(inLanguage('ru').money(265_050, 'RUB'))).toBe('2 650,50 ₽');
    expect(spaced(inLanguage('ru').moneyAbout(1_673_049, 'RUB'))).toBe('16 730 ₽');
    expect(spaced(inLanguage('ru').moneyRange(1_673_049, 1_850_951, 'RUB'))).toBe('16 730–18 510 ₽');
    expect(spaced(inLanguage('ru').moneyRange(1_673_049, 1_673_010, 'RUB'))).toBe('16 730 ₽');
    expect(spaced(inLanguage('en').money(1_250, 'USD'))).toMatch(/12\.50/);
  });

  test('a share that rounds to nothing is still something', () => {
    expect(inLanguage('en').percent(0)).toBe('0 %');
    expect(inLanguage('en').percent(0.0002)).toBe('<0.1 %');
    expect(inLanguage('ru').percent(0.337)).toBe('33,7 %');
    expect(inLanguage('ru').percent(1)).toBe('100 %');
  });

  test('times are of the person’s zone', () => {
    expect(inLanguage('ru').time('2026-11-19T09:14:00Z')).toBe('12:14');
    expect(inLanguage('en').dayKey('2026-11-18T21:30:00Z')).toBe(inLanguage('en').dayKey('2026-11-19T09:00:00Z'));
  });

  test.each([
    [45, '45 s', '45 с'],
    [180, '3 min', '3 мин'],
    [10_200, '2 h 50 min', '2 ч 50 мин'],
    [86_400, '1 d', '1 дн'],
  ])('%d seconds', (seconds, english, russian) => {
    expect(inLanguage('en').duration(seconds)).toBe(english);
    expect(inLanguage('ru').duration(seconds)).toBe(russian);
  });

  test.each([
    ['+79172634018', '+7 917 263-40-18'],
    ['+15046218927', '+1 504-621-8927'],
    ['+441632960083', '+44 163 296 0083'],
    ['not a phone', 'not a phone'],
  ])('%s', (e164, written) => {
    expect(inLanguage('en').phone(e164)).toBe(written);
  });
});

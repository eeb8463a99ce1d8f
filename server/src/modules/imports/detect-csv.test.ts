import { describe, expect, test } from 'vitest';
import { detectCsv, detectionLength } from './detect-csv.ts';

/** TextEncoder knows UTF-8 only. */
function encode(text: string, encoding: 'windows-1251' | 'windows-1252'): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from(text, (character) => bytes.get(character) ?? 0x3f);
}

const detect = (content: string | Uint8Array) =>
  detectCsv(typeof content === 'string' ? Buffer.from(content) : content, true);

const russian = 'Имя;Фамилия;Город\nИван;Петров;Москва\nАнна;Каренина;Санкт-Петербург\nЁлка;Соловьёва;Тверь\n';
const french = 'prénom;nom;ville\nRené;Lefèvre;Orléans\nZoë;Müller;Besançon\nÉlise;Noël;Nîmes\nAndré;Gagné;Québec\n';

describe('encoding', () => {
  test('CRM-4 valid UTF-8 is UTF-8', () => {
    expect(detect(russian)).toMatchObject({ encoding: 'utf-8', confidence: { encoding: 1 } });
    expect(detect('a,b\n1,2\n').encoding).toBe('utf-8');
  });

  test('CRM-4 a byte order mark decides', () => {
    const utf16 = Buffer.from(`\ufeff${russian}`, 'utf16le');
    expect(detect(`\ufeff${russian}`)).toMatchObject({
      encoding: 'utf-8',
      delimiter: ';',
      columns: 3,
      hasHeader: true,
    });
    expect(detect(utf16)).toMatchObject({ encoding: 'utf-16le', delimiter: ';', columns: 3, hasHeader: true });
    expect(detect(Buffer.from(utf16).swap16())).toMatchObject({ encoding: 'utf-16be', columns: 3, hasHeader: true });
  });

  test('CRM-4 Russian in Windows-1251 is told from Western European', () => {
    expect(detect(encode(russian, 'windows-1251'))).toMatchObject({
      encoding: 'windows-1251',
      delimiter: ';',
      hasHeader: true,
    });
    expect(detect(encode(russian.toUpperCase(), 'windows-1251')).encoding).toBe('windows-1251');
    expect(detect(encode(french, 'windows-1252')).encoding).toBe('windows-1252');
    expect(detect(encode('Name;Ort\nJörg Größe;Düsseldorf\nÄnne Müßig;Köln\n', 'windows-1252')).encoding).toBe(
      'windows-1252',
    );
  });

  test('few letters make a less sure guess', () => {
    const sure = detect(encode(russian, 'windows-1251')).confidence.encoding;
    expect(detect(encode('name\nЯн\n', 'windows-1251')).confidence.encoding).toBeLessThan(sure);
  });

  test('CRM-4 a letter cut in two where the head of the file ends is not an error', () => {
    const row = Buffer.from('Ё;89261234567\n');
    const file = Buffer.concat([Buffer.from('x'), ...Array.from({ length: 20_000 }, () => row)]);
    for (const length of [
      detectionLength,
      detectionLength - 1,
      detectionLength - 2,
      ...Array.from(row, (_, i) => 1_000 + i),
    ]) {
      expect(detectCsv(file.subarray(0, length), false)).toMatchObject({
        encoding: 'utf-8',
        delimiter: ';',
        columns: 2,
      });
    }
  });
});

describe('delimiter', () => {
  test.each([',', ';', '\t', '|'] as const)('CRM-4 finds %j', (delimiter) => {
    const text = [
      ['Имя', 'Телефон', 'Город'],
      ['Иван', '8 926 1234567', 'Тверь'],
      ['Анна', '', 'Псков'],
    ];
    const shape = detect(text.map((row) => row.join(delimiter)).join('\r\n'));
    expect(shape).toMatchObject({ delimiter, columns: 3 });
    expect(shape.confidence.delimiter).toBeGreaterThan(0.9);
  });

  test('CRM-4 commas in addresses and amounts do not mislead', () => {
    const addresses = 'Имя;Адрес\nИван;Москва, Ленина, 5\nАнна;Тверь, Мира, 7\nПётр;Псков, Садовая, 9\n';
    expect(detect(addresses)).toMatchObject({ delimiter: ';', columns: 2 });
    const amounts = 'Имя;Сумма;Город\nИван;12,50;Москва\nАнна;7,00;Тверь\nПётр;3,10;Псков\n';
    expect(detect(amounts)).toMatchObject({ delimiter: ';', columns: 3 });
  });

  test('CRM-4 delimiters and line breaks inside quotes do not count', () => {
    const text = 'name,note\nIvan,"a;b;c\nd;e;f"\nAnna,"g;h;i\nj;k;l"\n';
    expect(detect(text)).toMatchObject({ delimiter: ',', columns: 2 });
  });

  test('CRM-4 a list of one column', () => {
    expect(detect('89261234567\n89261234568\n')).toMatchObject({ columns: 1, hasHeader: false });
    expect(detect('Телефон\n89261234567\n')).toMatchObject({ columns: 1, hasHeader: true });
  });

  test('an empty file has an answer too', () => {
    expect(detect('')).toMatchObject({ columns: 1, hasHeader: false, sample: [] });
  });
});

describe('header', () => {
  test.each([
    ['known names', 'Имя,Телефон\nИван,89261234567\n', true],
    ['unknown names over data', 'Wert,Zahl\nabc,12\ndef,13\n', true],
    ['data from the first row on', 'Иван,89261234567\nАнна,89261234568\n', false],
    ['an address in the first row', 'Иван,a@b.ru\nАнна,c@d.ru\n', false],
    ['words only', 'Иван,Петров\nАнна,Каренина\n', false],
  ])('CRM-4 %s', (_, text, hasHeader) => {
    expect(detect(text).hasHeader).toBe(hasHeader);
  });
});

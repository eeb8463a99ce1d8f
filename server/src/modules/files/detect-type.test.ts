import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectType, headBytes, refineZip } from './detect-type.ts';
import { peek } from './peek.ts';

const ascii = (text: string, more = 0): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(more)]);
const hex = (text: string, more = 0): Buffer => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(more)]);
const windows1251 = Buffer.from('e8ecff3be3eef0eee40a', 'hex');
const utf16 = Buffer.concat([hex('fffe'), Buffer.from('имя;город\nАнна;Пермь', 'utf16le')]);

/** A ZIP archive of these entries, without the directory at its end, which nobody here reads. */
function zip(entries: readonly [name: string, content: Buffer][]): Buffer {
  const parts = entries.flatMap(([name, content]) => {
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(content.length, 22);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    return [header, Buffer.from(name), packed];
  });
  return Buffer.concat(parts);
}
const contentTypes = (main: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><Types><Override PartName="/x" ContentType="application/vnd.openxmlformats-officedocument.${main}.main+xml"/></Types>`,
  );
const bulk = Buffer.from(Array.from({ length: 20_000 }, () => Math.floor(Math.random() * 256)));

describe('PLT-40 the type is told by the content', () => {
  test.each<[string, Buffer, string]>([
    ['photo.txt', hex('ffd8ffe000104a46494600010100000100010000', 50), 'image/jpeg'],
    ['a.gif', ascii('GIF89a', 50), 'image/gif'],
    ['a.webp', ascii('RIFF\x24\0\0\0WEBPVP8 ', 50), 'image/webp'],
    ['a.mp4', ascii('\0\0\0\x20ftypisom\0\0\0\0isomiso2avc1mp41', 50), 'video/mp4'],
    ['a.webm', hex('1a45dfa38f4282847765626d', 50), 'video/webm'],
    ['a.mp3', ascii('ID3\x03\0\0\0\0\0\0\xff\xfb\x90\0', 500), 'audio/mpeg'],
    ['a.ogg', ascii(`OggS${'\0'.repeat(24)}\x01\x1e\x01vorbis`, 50), 'audio/ogg'],
    ['a.wav', ascii('RIFF\x24\0\0\0WAVEfmt ', 50), 'audio/wav'],
    ['a.m4a', ascii('\0\0\0\x20ftypM4A \0\0\0\0', 50), 'audio/mp4'],
    ['a.pdf', ascii('%PDF-1.4\n%âãÏÓ'), 'application/pdf'],
    ['a.doc', hex('d0cf11e0a1b11ae1', 500), 'application/msword'],
    ['a.xls', hex('d0cf11e0a1b11ae1', 500), 'application/vnd.ms-excel'],
    ['a.vcf', ascii('BEGIN:VCARD\nVERSION:3.0\nEND:VCARD'), 'text/vcard'],
    ['a.zip', zip([['a.txt', Buffer.from('hello')]]), 'application/zip'],
    [
      'a.docx',
      zip([['[Content_Types].xml', contentTypes('wordprocessingml.document')]]),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['contacts.csv', ascii('name;phone\nAnna;1'), 'text/csv'],
    ['contacts.csv', windows1251, 'text/csv'],
    ['contacts.csv', utf16, 'text/csv'],
    ['notes.md', ascii('# Notes'), 'text/markdown'],
    ['run.sh', ascii('rm -rf /'), 'text/plain'],
    ['README', ascii('Hello'), 'text/plain'],
    ['empty.txt', Buffer.alloc(0), 'text/plain'],
    ['page.html', ascii('Hello'), 'text/html'],
  ])('%s', async (name, head, type) => {
    expect(await detectType(head, name)).toBe(type);
  });

  test('SEC-33 a page stays a page whatever it is named', async () => {
    expect(await detectType(ascii('\n <!-- x --><!DOCTYPE html><p>'), 'photo.jpg')).toBe('text/html');
    expect(await detectType(ascii('name;<script>alert(1)</script>'), 'contacts.csv')).toBe('text/html');
    expect(await detectType(ascii('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">'), 'a.txt')).toBe(
      'text/html',
    );
  });

  test.each<[string, Buffer]>([
    ['drawing.svg', ascii('<svg onload="alert(1)">')],
    ['drawing.png', ascii('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">')],
    ['program.jpg', hex('4d5a90000300', 200)],
    ['program', hex('7f454c4602010100', 200)],
    ['app.zip', zip([['META-INF/MANIFEST.MF', Buffer.from('x')]])],
    ['container.pdf', hex('d0cf11e0a1b11ae1', 500)],
    ['text.txt', ascii('{\\rtf1 hello}')],
    ['feed.txt', ascii('<?xml version="1.0"?><feed/>')],
    ['noise.csv', bulk.subarray(0, headBytes)],
  ])('SEC-33 %s is refused', async (name, head) => {
    await expect(detectType(head, name)).rejects.toMatchObject({ code: 'file_type_refused' });
  });

  test('an archive whose beginning does not tell is read until it does', async () => {
    const workbook = zip([
      ['_rels/.rels', Buffer.from('<x/>')],
      ['xl/media/1', bulk],
      ['[Content_Types].xml', contentTypes('spreadsheetml.sheet')],
    ]);
    expect(await detectType(workbook.subarray(0, headBytes), 'a.xlsx')).toBe('application/zip');
    const content = Readable.from([workbook]);
    expect(await refineZip(content)).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    expect(content.destroyed).toBe(true);
    expect(await refineZip(Readable.from([zip([['a', bulk]])]))).toBe('application/zip');
  });
});

describe('peek', () => {
  test.each([
    ['shorter', [3], 10],
    ['exactly', [5, 5], 10],
    ['longer, in one piece', [30], 10],
    ['longer, in many', [4, 4, 4, 4, 50], 10],
    ['empty', [], 10],
  ])('%s: the head, and nothing is lost', async (_name, sizes, bytes) => {
    const pieces = sizes.map((size, index) => Buffer.alloc(size, index + 65));
    const { head, whole } = await peek(Readable.from(pieces), bytes);
    const all = Buffer.concat(pieces);
    expect(head).toEqual(all.subarray(0, bytes));
    expect(await buffer(whole)).toEqual(all);
  });
});

import { fileTypeFromBuffer, fileTypeFromStream } from 'file-type';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '#platform/errors';

/** As much of a file as its type is told by. */
export const headBytes = 4_100;

const accepted = 'jpg png gif webp mp4 webm mp3 ogg wav m4a pdf doc docx xls xlsx csv txt html md vcf zip';

/** What the detector calls them → what we store. */
const binaryTypes: Readonly<Record<string, string>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'video/mp4': 'video/mp4',
  'video/x-m4v': 'video/mp4',
  'video/webm': 'video/webm',
  'audio/mpeg': 'audio/mpeg',
  'audio/ogg': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'audio/wav': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/mp4': 'audio/mp4',
  'application/pdf': 'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip': 'application/zip',
  'text/vcard': 'text/vcard',
};

/** The old office formats share one container; here the name decides between the two. */
const compoundTypes: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
};

/** Plain text is what its name says it is, as far as no program would run it. */
const textTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  md: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
};

/**
 * The type of a file by its first bytes; its name only chooses among types that content cannot tell apart.
 * Throws `file_type_refused` for what is not accepted, SVG among it.
 */
export async function detectType(head: Buffer, name: string): Promise<string> {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  // The mark of UTF-16 looks like the beginning of an MPEG frame.
  const mime = isUtf16(head) ? undefined : (await fileTypeFromBuffer(head))?.mime.split(';')[0];
  let type: string | undefined;
  if (mime === undefined || mime === 'application/xml') type = textType(head, extension);
  else if (mime === 'application/x-cfb') type = compoundTypes[extension];
  else type = binaryTypes[mime];
  if (type === undefined) throw new AppError('file_type_refused', { details: { accepted } });
  return type;
}

/** A ZIP archive may be an office document, which is not always told by its beginning. */
export async function refineZip(content: Readable): Promise<string> {
  try {
    const found = await fileTypeFromStream(Readable.toWeb(content) as ReadableStream<Uint8Array>);
    return (found && binaryTypes[found.mime]) ?? 'application/zip';
  } finally {
    content.destroy();
  }
}

function textType(head: Buffer, extension: string): string | undefined {
  const text = isUtf16(head) ? head.toString('utf16le') : head.toString('latin1');
  // No text has these; a file of another kind nearly always does.
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
  if (/<svg[\s>]/i.test(text)) return undefined;
  if (/<(!doctype\s+html|html|head|body|script|iframe)[\s>]/i.test(text)) return 'text/html';
  if (/^\s*<\?xml\s/i.test(text)) return undefined;
  return textTypes[extension] ?? 'text/plain';
}

/** Little-endian, as Excel and Windows write it. */
function isUtf16(head: Buffer): boolean {
  return head[0] === 0xff && head[1] === 0xfe;
}

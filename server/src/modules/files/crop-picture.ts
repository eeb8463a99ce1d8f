import type { PictureCrop } from '@parley/contract/files';
import type { Readable } from 'node:stream';
import sharp from 'sharp';
import { AppError } from '#platform/errors';

const limitBytes = 20 * 1024 * 1024;
/** As much as a good telephone takes. A small file may claim to be a picture of gigabytes (SEC-34). */
const megapixels = 50;
const largeSide = 256;
const smallSide = 64;

// One picture at a time keeps the memory of all of them bounded; nothing of them is worth a cache.
sharp.concurrency(1);
sharp.cache(false);

/** All of a picture that is being uploaded. Throws `file_too_large`. */
export async function readPicture(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw new AppError('file_too_large', { details: { limit: limitBytes } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A square of the picture as it is shown, in two sizes as WebP, without what cameras write beside the pixels. */
export async function cropPicture(bytes: Buffer, crop: PictureCrop): Promise<{ large: Buffer; small: Buffer }> {
  try {
    const { format } = await open(bytes).metadata();
    if (!/^(jpeg|png|webp|gif)$/.test(format)) throw new Error(`${format} is not taken.`);
    // Turned as the camera says first: the square is one of the picture that the person sees.
    const upright = await open(bytes).autoOrient().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = upright.info;
    const square = squareOf(crop, width, height);
    const large = await sharp(upright.data, { raw: { width, height, channels } })
      .extract(square)
      .resize(largeSide, largeSide)
      .png()
      .toBuffer();
    const [webp, small] = await Promise.all([
      sharp(large).webp({ quality: 82 }).toBuffer(),
      sharp(large).resize(smallSide, smallSide).webp({ quality: 82 }).toBuffer(),
    ]);
    return { large: webp, small };
  } catch (cause) {
    throw new AppError('picture_unreadable', { details: { megapixels }, cause });
  }
}

function open(bytes: Buffer) {
  return sharp(bytes, { limitInputPixels: megapixels * 1_000_000, failOn: 'error', animated: false });
}

/** The chosen square as far as it lies in the picture, else the largest in its middle. */
function squareOf(crop: PictureCrop, width: number, height: number) {
  const most = Math.min(width, height);
  const side = Math.max(1, Math.min(crop.size ?? most, most));
  const within = (chosen: number | undefined, length: number): number =>
    Math.min(chosen ?? Math.floor((length - side) / 2), length - side);
  return { left: within(crop.left, width), top: within(crop.top, height), width: side, height: side };
}

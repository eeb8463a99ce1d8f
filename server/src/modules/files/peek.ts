import { Readable } from 'node:stream';

/** The first bytes of a stream, and the stream as if they had not been read. */
export async function peek(stream: Readable, bytes: number): Promise<{ head: Buffer; whole: Readable }> {
  const seen: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    seen.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  const read = Buffer.concat(seen);
  const head = read.subarray(0, bytes);
  if (length < bytes) return { head, whole: Readable.from([read]) };
  stream.unshift(read);
  return { head, whole: stream };
}

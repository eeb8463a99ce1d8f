import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import type { OutboundFile } from './channel.ts';
import { type Bench, patience } from './conformance-bench.ts';

/** Of the suite: files both ways, where the network has them. */
export function fileTests(current: () => Bench<unknown>): void {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const fileOf = (name: string, mediaType: string, bytes: Uint8Array): OutboundFile => ({
    name,
    mediaType,
    size: bytes.length,
    open: async () => Readable.from([bytes]),
  });
  const note = fileOf('a price list; new.txt', 'text/plain', Buffer.from('One: 1'));

  test('a network without files refuses one here', async ({ skip }) => {
    const bench = current();
    if (bench.channel.capabilities.files) skip();
    await bench.connect();
    await expect(bench.send(0, '', 10_000, note)).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'content_refused',
    });
    expect(bench.accepts(0)).toBe(0);
  });

  test('files arrive byte for byte, with their names and captions', async ({ skip }) => {
    const bench = current();
    if (!bench.channel.capabilities.files) skip();
    await bench.connect();
    await bench.send(0, 'Look at this', 10_000, fileOf('Полка №1.png', 'image/png', picture));
    await bench.send(1, '', 10_000, note);
    const [first, second] = bench.network.accepted();
    expect(first).toMatchObject({ text: 'Look at this', file: { name: 'Полка №1.png' } });
    expect(Buffer.from(first!.file!.bytes).equals(picture)).toBe(true);
    expect(second).toMatchObject({ file: { name: 'a price list; new.txt' } });
    expect(Buffer.from(second!.file!.bytes).toString()).toBe('One: 1');
  });

  test('what is beyond the limits or cannot be read is refused here', async ({ skip }) => {
    const bench = current();
    const { files } = bench.channel.capabilities;
    if (!files) skip();
    await bench.connect();
    const refused = { outcome: 'rejected', reason: 'content_refused' };
    await expect(bench.send(0, '', 10_000, { ...note, size: files!.maxBytes + 1 })).rejects.toMatchObject(refused);
    const unreadable = { ...note, open: () => Promise.reject(new Error('gone')) };
    await expect(bench.send(0, '', 10_000, unreadable)).rejects.toMatchObject(refused);
    const caption = 'x'.repeat(files!.maxCaptionLength + 1);
    await expect(bench.send(0, caption, 10_000, note)).rejects.toMatchObject({ ...refused, reason: 'text_too_long' });
    expect(bench.accepts(0)).toBe(0);
  });

  test('a customer’s file is named with its message and can be fetched', async ({ skip }) => {
    const bench = current();
    if (!bench.channel.download) skip();
    await bench.connect();
    bench.network.write({ from: bench.subject.address(0), text: 'This one', file: { name: 'it.png', bytes: picture } });
    await vi.waitFor(() => expect(bench.host.messages).toMatchObject([{ text: 'This one' }]), patience);
    const [file] = bench.host.messages[0]!.files;
    expect(Buffer.from(await buffer(await bench.channel.download!(file!))).equals(picture)).toBe(true);
    const unknown = bench.channel.download!({ fileId: 'nothing', size: null });
    await expect(unknown).rejects.toMatchObject({ name: 'DownloadError' });
  });
}

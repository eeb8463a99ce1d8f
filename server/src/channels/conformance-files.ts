import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import type { OutboundFile } from './channel.ts';
import { type BenchTest, patience } from './conformance-bench.ts';

/** Of the suite: files both ways, where the network has them. */
export function fileTests(test: BenchTest): void {
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

  test('a network without files refuses one here', async ({ rig, skip }) => {
    if (rig.channel.capabilities.files) skip();
    await rig.connect();
    await expect(rig.send(0, '', 10_000, note)).rejects.toMatchObject({
      outcome: 'rejected',
      reason: 'content_refused',
    });
    expect(rig.accepts(0)).toBe(0);
  });

  test('files arrive byte for byte, with their names and captions', async ({ rig, skip }) => {
    if (!rig.channel.capabilities.files) skip();
    await rig.connect();
    await rig.send(0, 'Look at this', 10_000, fileOf('Полка №1.png', 'image/png', picture));
    await rig.send(1, '', 10_000, note);
    const [first, second] = rig.network.accepted();
    expect(first).toMatchObject({ text: 'Look at this', file: { name: 'Полка №1.png' } });
    expect(Buffer.from(first!.file!.bytes).equals(picture)).toBe(true);
    expect(second).toMatchObject({ file: { name: 'a price list; new.txt' } });
    expect(Buffer.from(second!.file!.bytes).toString()).toBe('One: 1');
  });

  test('what is beyond the limits or cannot be read is refused here', async ({ rig, skip }) => {
    const { files } = rig.channel.capabilities;
    if (!files) skip();
    await rig.connect();
    const refused = { outcome: 'rejected', reason: 'content_refused' };
    await expect(rig.send(0, '', 10_000, { ...note, size: files!.maxBytes + 1 })).rejects.toMatchObject(refused);
    const unreadable = { ...note, open: () => Promise.reject(new Error('gone')) };
    await expect(rig.send(0, '', 10_000, unreadable)).rejects.toMatchObject(refused);
    const caption = 'x'.repeat(files!.maxCaptionLength + 1);
    await expect(rig.send(0, caption, 10_000, note)).rejects.toMatchObject({ ...refused, reason: 'text_too_long' });
    expect(rig.accepts(0)).toBe(0);
  });

  test('a customer’s file is named with its message and can be fetched', async ({ rig, skip }) => {
    if (!rig.channel.download) skip();
    await rig.connect();
    rig.network.write({ from: rig.subject.address(0), text: 'This one', file: { name: 'it.png', bytes: picture } });
    await vi.waitFor(() => expect(rig.host.messages).toMatchObject([{ text: 'This one' }]), patience);
    const [file] = rig.host.messages[0]!.files;
    expect(Buffer.from(await buffer(await rig.channel.download!(file!))).equals(picture)).toBe(true);
    const unknown = rig.channel.download!({ fileId: 'nothing', size: null });
    await expect(unknown).rejects.toMatchObject({ name: 'DownloadError' });
  });
}

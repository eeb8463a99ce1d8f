import { findStoredFile } from '#files';
import type { OutboundFile } from '#channel';
import type { Actor, Runtime } from '#platform/context';

/** The file of a delivery was deleted between the writing of the message and its sending. */
export class FileMissing extends Error {
  constructor(fileId: string) {
    super(`File ${fileId} is gone.`);
    this.name = 'FileMissing';
  }
}

/** A stored file as an adapter takes it. Throws FileMissing. */
export async function outboundFile(runtime: Runtime, actor: Actor, fileId: string): Promise<OutboundFile> {
  const file = await findStoredFile(runtime, actor, fileId);
  if (file === null) throw new FileMissing(fileId);
  return { name: file.name, mediaType: file.contentType, size: file.sizeBytes, open: () => file.open() };
}

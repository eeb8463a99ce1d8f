import { takePendingFile, updateFileFetched, updateFileNotFetched, type PendingFile } from './message-file-queries.ts';
import { saveFile } from '#files';
import type { Download } from '#sending';
import { DownloadError } from '#channel';
import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';

/** After so many tries it is given up: some three hours. */
const maxAttempts = 8;
const firstRetrySeconds = 5;
/** A download that has not ended by then is taken up again, perhaps by another process. */
const longestDownloadSeconds = 900;

/** Fetches the files of a channel's messages that are due, one after the other, until none is. */
export async function fetchFiles(runtime: Runtime, actor: Actor, channelId: string, download: Download): Promise<void> {
  for (;;) {
    const file = await runtime.pools.tenant(actor.organizationId, (db) =>
      takePendingFile(db, actor.organizationId, channelId, longestDownloadSeconds),
    );
    if (file === undefined) return;
    await fetchFile(runtime, actor, file, download);
  }
}

async function fetchFile(runtime: Runtime, actor: Actor, file: PendingFile, download: Download): Promise<void> {
  const { organizationId } = actor;
  try {
    const stream = await download({ fileId: file.remoteId, size: file.sizeBytes });
    const saved = await saveFile(runtime, actor, { name: file.name, stream, ownerKind: 'attachment' });
    await runtime.transaction(actor, async (ctx) => {
      const stored = { fileId: saved.id, mediaType: saved.contentType, sizeBytes: saved.sizeBytes };
      await updateFileFetched(ctx.db, organizationId, file, stored);
      const { messageId, conversationId } = file;
      await ctx.events.emit('message.file_changed', messageId, { messageId, conversationId, state: 'ready' });
    });
  } catch (error) {
    const retrySeconds = retryAfter(error, file.attempts);
    runtime.log.warn({ err: error, messageId: file.messageId, retrySeconds }, 'a file of a message was not fetched');
    await runtime.transaction(actor, async (ctx) => {
      const outcome = { error: error instanceof Error ? error.message : String(error), retrySeconds };
      await updateFileNotFetched(ctx.db, organizationId, file, outcome);
      const { messageId, conversationId } = file;
      if (retrySeconds === null)
        await ctx.events.emit('message.file_changed', messageId, { messageId, conversationId, state: 'failed' });
    });
  }
}

/** Null: another try would end as this one did. */
function retryAfter(error: unknown, attempts: number): number | null {
  const isFinal =
    (error instanceof DownloadError && error.outcome === 'gone') ||
    // Too large, or of a type that is not kept; a full disk is another matter.
    (error instanceof AppError && error.code !== 'storage_full');
  if (isFinal || attempts >= maxAttempts) return null;
  const asked = error instanceof DownloadError ? (error.retryAfter ?? 0) / 1_000 : 0;
  return Math.max(asked, firstRetrySeconds * 3 ** (attempts - 1));
}

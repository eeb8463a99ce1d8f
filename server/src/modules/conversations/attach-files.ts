import { insertMessageFiles, listAttachments, listMessageFiles, type NewMessageFile } from './message-file-queries.ts';
import { fileLimitsOf } from '#channels';
import { misfitOf, type Misfit } from '@parley/contract/file-fit';
import type { MessageFile } from '@parley/contract/conversations';
import type { FileLimits, InboundFile } from '#channel';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';

/**
 * Checks that these attachments can go out over the channel, and says within which limits. Null without files.
 * Throws `channel_takes_no_files`, or `request_invalid` naming each file that is not there, too large or of another kind.
 */
export async function checkFiles(
  ctx: Ctx,
  channel: { id: string; name: string },
  fileIds: readonly string[],
): Promise<{ limits: FileLimits; files: NewMessageFile[] } | null> {
  if (fileIds.length === 0) return null;
  const limits = await fileLimitsOf(ctx, channel.id);
  if (limits === null) throw new AppError('channel_takes_no_files', { details: { channel: channel.name } });
  const known = await listAttachments(ctx.db, ctx.actor.organizationId, fileIds);
  const faults = fileIds.flatMap((fileId, index) => {
    const file = known.get(fileId);
    const misfit = file && misfitOf({ mediaType: file.contentType, size: file.sizeBytes }, limits);
    if (misfit === null) return [];
    return [{ path: `fileIds.${index}`, ...(misfit === undefined ? missing : faultOf(misfit, limits)) }];
  });
  if (faults.length > 0) throw new AppError('request_invalid', { fields: faults });
  const files = fileIds.map((fileId) => {
    const { name, contentType: mediaType, sizeBytes } = known.get(fileId)!;
    return { fileId, remoteId: null, name, mediaType, sizeBytes };
  });
  return { limits, files };
}

const missing = {
  rule: 'file_missing',
  en: 'This file is not there any more. Attach it again.',
  ru: 'Этого файла уже нет. Приложите его снова.',
};

function faultOf(misfit: Misfit, { maxBytes, mediaTypes }: FileLimits): { rule: string; en: string; ru: string } {
  const most = Math.floor(maxBytes / 1024 / 1024);
  const kinds = mediaTypes?.join(', ') ?? '';
  const faults: Record<Misfit, { rule: string; en: string; ru: string }> = {
    empty: { rule: 'file_empty', en: 'This file is empty.', ru: 'Этот файл пуст.' },
    kind: {
      rule: 'file_kind_not_carried',
      en: `The channel takes no such files, only ${kinds}.`,
      ru: `Такие файлы канал не принимает, только ${kinds}.`,
    },
    size: {
      rule: 'file_too_large',
      en: `The channel takes files of up to ${most} MB.`,
      ru: `Канал принимает файлы до ${most} МБ.`,
    },
  };
  return faults[misfit];
}

/** Notes the files of a message that came in; the running channel fetches them. */
export async function noteInboundFiles(
  ctx: Ctx,
  message: { messageId: string; channelId: string },
  files: readonly InboundFile[],
): Promise<void> {
  const rows = files.map(({ fileId, name, mediaType, size }) => ({
    fileId: null,
    remoteId: fileId,
    name,
    mediaType,
    sizeBytes: size,
  }));
  await insertMessageFiles(ctx.db, ctx.actor.organizationId, message, rows);
  if (rows.length > 0) ctx.events.wakeChannel(message.channelId);
}

/** The files of each of these messages, as a thread shows them. */
export async function filesOf(ctx: Ctx, messageIds: readonly string[]): Promise<Map<string, MessageFile[]>> {
  const rows = await listMessageFiles(ctx.db, ctx.actor.organizationId, messageIds);
  const byMessage = Map.groupBy(rows, (row) => row.messageId);
  return new Map(
    [...byMessage].map(([messageId, files]) => [
      messageId,
      files.map(({ state, fileId, name, mediaType, sizeBytes }) => ({
        id: state === 'ready' ? fileId : null,
        name,
        mediaType,
        size: sizeBytes ?? 0,
        state,
      })),
    ]),
  );
}

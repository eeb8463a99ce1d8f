import { GrammyError } from 'grammy';
import type { Readable } from 'node:stream';
import { type ChannelTransports, DownloadError, type InboundFile } from '../channel.ts';
import { callBot, fileUrl } from './bot-client.ts';
import { failureOf } from './failures.ts';
import type { TelegramSettings } from './settings.ts';

/** Over the cloud's server a bot gets no more of a file. */
const maxDownloadBytes = 20 * 1024 * 1024;
const downloadMilliseconds = 10 * 60_000;
const retryMilliseconds = 5_000;

/** A file of a message. Throws only DownloadError. */
export async function downloadFile(
  settings: TelegramSettings,
  transports: ChannelTransports,
  { fileId, size }: Pick<InboundFile, 'fileId' | 'size'>,
  stopping: AbortSignal,
): Promise<Readable> {
  if (size !== null && size > maxDownloadBytes) throw new DownloadError('gone', 'larger than Telegram gives to bots');
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(downloadMilliseconds)]);
  const path = await pathOf(settings, transports, fileId, signal);
  // A server of one's own may answer with a path on its disk, which is not ours to read.
  if (path.startsWith('/')) throw new DownloadError('gone', 'the Bot API server keeps its files to itself (--local)');
  const answer = await transports.exchange({ method: 'GET', url: fileUrl(settings, path), signal }).catch(later);
  if (answer.status === 200) return answer.body;
  answer.body.destroy();
  return later(new Error(`the file server answered ${answer.status}`));
}

async function pathOf(
  settings: TelegramSettings,
  transports: ChannelTransports,
  fileId: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const file = await callBot(settings, transports, { signal }).raw.getFile({ file_id: fileId });
    if (file.file_path) return file.file_path;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'flood')
      throw new DownloadError('retry', failure.reason, { retryAfter: failure.milliseconds, cause: error });
    const isRefused =
      error instanceof GrammyError && error.error_code === 400 && !/temporarily/i.test(error.description);
    if (isRefused) throw new DownloadError('gone', failure.reason, { cause: error });
    return later(error);
  }
  throw new DownloadError('gone', 'Telegram names no place for the file');
}

function later(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new DownloadError('retry', reason, { retryAfter: retryMilliseconds, cause });
}

import { type Api, InputFile } from 'grammy';
import { DeliveryError, type OutboundFile } from '../channel.ts';
import { isBadPhoto } from './failures.ts';

/** https://core.telegram.org/bots/api: of texts after entities, of captions, of photos, of all other uploads. */
export const maxTextLength = 4096;
export const maxCaptionLength = 1024;
export const maxUploadBytes = 50 * 1024 * 1024;
const maxPhotoBytes = 10 * 1024 * 1024;

export interface Item {
  readonly chat: string;
  readonly text: string;
  readonly file: OutboundFile | null;
}

/** Hands one item to Telegram and resolves with the id of the message it became. Throws what grammY throws, or DeliveryError. */
export async function sendItem(api: Api, { chat, text, file }: Item): Promise<number> {
  if (file === null) return (await api.raw.sendMessage({ chat_id: chat, text })).message_id;
  return sendFile(api, chat, text, file);
}

/** Throws DeliveryError for an item that Telegram would not take: said before anything is sent. */
export function checkItem({ chat, text, file }: Item): void {
  if (!/^-?\d{1,20}$/.test(chat)) throw new DeliveryError('rejected', 'address_invalid');
  if (text.length > (file === null ? maxTextLength : maxCaptionLength))
    throw new DeliveryError('rejected', 'text_too_long');
  if (file === null && text.trim() === '') throw new DeliveryError('rejected', 'content_refused');
  if (file !== null && (file.size === 0 || file.size > maxUploadBytes))
    throw new DeliveryError('rejected', 'content_refused', { providerCode: 'file size' });
}

async function sendFile(api: Api, chat: string, caption: string, file: OutboundFile): Promise<number> {
  const method = methodOf(file);
  try {
    return await upload(api, method, chat, caption, file);
  } catch (error) {
    if (method !== 'sendPhoto' || !isBadPhoto(error)) throw error;
    // A picture beyond what a photo may be, such as a panorama, goes as it is. It was refused, so it is not sent twice.
    return upload(api, 'sendDocument', chat, caption, file);
  }
}

type UploadMethod = 'sendPhoto' | 'sendAnimation' | 'sendVideo' | 'sendAudio' | 'sendDocument';

/** How people see it: what Telegram plays or shows goes as that, all else as a file. */
function methodOf({ mediaType, size }: OutboundFile): UploadMethod {
  if (/^image\/(jpeg|png|webp)$/.test(mediaType)) return size <= maxPhotoBytes ? 'sendPhoto' : 'sendDocument';
  if (mediaType === 'image/gif') return 'sendAnimation';
  if (mediaType === 'video/mp4') return 'sendVideo';
  return mediaType === 'audio/mpeg' || mediaType === 'audio/mp4' ? 'sendAudio' : 'sendDocument';
}

async function upload(
  api: Api,
  method: UploadMethod,
  chat: string,
  caption: string,
  file: OutboundFile,
): Promise<number> {
  const stream = await file.open().catch((cause: unknown) => {
    throw new DeliveryError('rejected', 'content_refused', { providerCode: 'file unreadable', cause });
  });
  const input = new InputFile(stream, quoted(file.name));
  const shared = { chat_id: chat, ...(caption !== '' && { caption }) };
  try {
    switch (method) {
      case 'sendPhoto':
        return (await api.raw.sendPhoto({ ...shared, photo: input })).message_id;
      case 'sendAnimation':
        return (await api.raw.sendAnimation({ ...shared, animation: input })).message_id;
      case 'sendVideo':
        return (await api.raw.sendVideo({ ...shared, video: input })).message_id;
      case 'sendAudio':
        return (await api.raw.sendAudio({ ...shared, audio: input })).message_id;
      case 'sendDocument':
        return (await api.raw.sendDocument({ ...shared, document: input })).message_id;
    }
  } finally {
    stream.destroy();
  }
}

/** grammY writes the name into the header as it is: without quotes it would end at the first space. */
function quoted(name: string): string {
  return `"${name.replace(/["\\\r\n]/g, "'")}"`;
}

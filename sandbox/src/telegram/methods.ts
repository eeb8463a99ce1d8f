import { ApiError, badRequest } from './api-error.ts';
import type { Bot } from './bot.ts';
import type { BotApi, Outgoing } from './bot-api.ts';

export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A request's parameters, whichever way they came. */
export interface Call {
  readonly bot: Bot;
  readonly values: Readonly<Record<string, unknown>>;
  /** By the field that names them. */
  readonly uploads: ReadonlyMap<string, UploadedFile>;
  /** Ends when the client has gone. */
  readonly signal: AbortSignal;
}

const longestText = 4096;
const longestCaption = 1024;
const largestPhoto = 10 * 1024 * 1024;
export const largestUpload = 50 * 1024 * 1024;
const largestDownload = 20 * 1024 * 1024;
const longestPoll = 50;

const fileFields = {
  sendPhoto: 'photo',
  sendDocument: 'document',
  sendVideo: 'video',
  sendAudio: 'audio',
  sendVoice: 'voice',
  sendAnimation: 'animation',
} as const;

/** What a sending method sends; null for a method that sends nothing. Throws ApiError for what the real one refuses. */
export function outgoingOf(method: string, call: Call): Outgoing | null {
  if (method === 'sendMessage') return { chat: chatOf(call), text: textOf(call), file: null };
  const field = fileFields[method as keyof typeof fileFields];
  if (field === undefined) return null;
  const chat = chatOf(call);
  const caption = stringOf(call, 'caption');
  if (caption.length > longestCaption) throw badRequest('message caption is too long');
  const upload = uploadOf(call, field);
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  if (upload.bytes.length > largestUpload) throw new ApiError(413, 'Request Entity Too Large');
  if (method === 'sendPhoto' && upload.bytes.length > largestPhoto) throw badRequest('file is too big');
  const { name, bytes } = upload;
  const type = method === 'sendPhoto' ? pictureType(bytes) : upload.type;
  return { chat, text: caption, file: { method, name, type, size: bytes.length, bytes } };
}

/** What the other methods answer. Throws ApiError. */
export function answerOf(api: BotApi, method: string, call: Call): unknown {
  const { bot } = call;
  switch (method) {
    case 'getMe':
      return { id: Number(bot.id), is_bot: true, first_name: bot.title, username: bot.username };
    case 'getUpdates': {
      const seconds = Math.min(longestPoll, numberOf(call, 'timeout', 0));
      const limit = Math.min(100, Math.max(1, numberOf(call, 'limit', 100)));
      return bot.updates(numberOf(call, 'offset', 0), limit, seconds * 1000, call.signal);
    }
    case 'sendChatAction':
      api.noteAction(bot, chatOf(call), stringOf(call, 'action'));
      return true;
    case 'getFile':
      return fileOf(api, stringOf(call, 'file_id'));
    case 'setWebhook':
      return setWebhook(call);
    case 'deleteWebhook':
      if (isTrue(call, 'drop_pending_updates')) bot.dropPending();
      bot.setWebhook(null);
      return true;
    case 'getWebhookInfo':
      return webhookInfo(bot);
    default:
      throw new ApiError(404, 'Not Found');
  }
}

function fileOf(api: BotApi, id: string): unknown {
  const file = api.files.get(id);
  if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (file.bytes.length > largestDownload) throw badRequest('file is too big');
  const extension = /\.[a-z0-9]+$/i.exec(file.name)?.[0] ?? '';
  const path = `documents/${encodeURIComponent(file.id)}${extension}`;
  return { file_id: id, file_unique_id: id.slice(-12), file_size: file.bytes.length, file_path: path };
}

function setWebhook(call: Call): true {
  const url = stringOf(call, 'url');
  const secret = stringOf(call, 'secret_token');
  if (url !== '' && !URL.canParse(url)) throw badRequest('bad webhook: invalid URL');
  if (!/^[\w-]{0,256}$/.test(secret)) throw badRequest('secret token contains unallowed characters');
  if (isTrue(call, 'drop_pending_updates')) call.bot.dropPending();
  call.bot.setWebhook(url === '' ? null : { url, secret: secret === '' ? null : secret });
  return true;
}

function webhookInfo(bot: Bot): unknown {
  const { webhook } = bot;
  const error = webhook?.lastError;
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: bot.pending.length,
    ...(error && { last_error_date: error.date, last_error_message: error.message }),
  };
}

function textOf(call: Call): string {
  const text = stringOf(call, 'text');
  if (text.trim() === '') throw badRequest('message text is empty');
  if (text.length > longestText) throw badRequest('message is too long');
  return text;
}

function chatOf(call: Call): string {
  const chat = stringOf(call, 'chat_id');
  if (chat === '') throw badRequest('chat_id is empty');
  if (!/^-?\d{1,20}$/.test(chat)) throw badRequest('chat not found');
  return chat;
}

/** A file by `attach://field`, or directly under the parameter's own name. */
function uploadOf(call: Call, field: string): UploadedFile {
  const value = stringOf(call, field);
  const attached = /^attach:\/\/(.+)$/.exec(value)?.[1];
  const upload = call.uploads.get(attached ?? field);
  if (!upload) throw badRequest('wrong remote file identifier specified: Wrong string length');
  return upload;
}

function pictureType(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 12));
  if (start[0] === 0xff && start[1] === 0xd8) return 'image/jpeg';
  if (start.subarray(1, 4).toString() === 'PNG') return 'image/png';
  if (start.subarray(0, 3).toString() === 'GIF') return 'image/gif';
  if (start.subarray(8, 12).toString() === 'WEBP') return 'image/webp';
  throw badRequest('IMAGE_PROCESS_FAILED');
}

function stringOf({ values }: Pick<Call, 'values'>, name: string): string {
  const value = values[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isTrue({ values }: Call, name: string): boolean {
  return String(values[name]).toLowerCase() === 'true';
}

function numberOf(call: Call, name: string, fallback: number): number {
  const value = Number(stringOf(call, name) || fallback);
  return Number.isSafeInteger(value) ? value : fallback;
}

import type { AddressReport, InboundFile, InboundMessage, Sender } from '../channel.ts';

/** What one update is to us; null for everything else. */
export type ReadUpdate = { readonly id: number; readonly content: InboundMessage | AddressReport | null };

/** What we ask Telegram for. */
export const allowedUpdates = ['message', 'edited_message', 'my_chat_member'] as const;

type Json = Readonly<Record<string, unknown>>;

/** Null for what is no update at all. Never throws, whatever it is given. */
export function readUpdate(input: unknown, botId: string): ReadUpdate | null {
  const update = objectOf(plain(input));
  const id = update?.['update_id'];
  if (!update || typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  const message = objectOf(update['message']);
  const member = objectOf(update['my_chat_member']);
  const edited = objectOf(update['edited_message']);
  if (message) return { id, content: readMessage(update, message, id, botId) };
  if (edited) return { id, content: readEdit(update, edited, id, botId) };
  return { id, content: member ? readMember(member, id) : null };
}

/** The new words as a message of its own: whoever has read the old ones must see them. Places that move are edits as well. */
function readEdit(update: Json, message: Json, id: number, botId: string): InboundMessage | null {
  const read = readMessage(update, message, id, botId);
  const words = stringOf(message['text']) || stringOf(message['caption']);
  return read && words !== '' ? { ...read, text: `✎ ${words}`, files: [], linkToken: null } : null;
}

function readMessage(update: Json, message: Json, id: number, botId: string): InboundMessage | null {
  const from = privateChat(message);
  if (from === null) return null;
  const { from: author, chat } = message;
  const text = textOf(message);
  const files = filesOf(message);
  if (text === '' && files.length === 0) return null;
  const start = /^\/start(?:@\w+)?\s+([\w-]{1,64})$/.exec(text)?.[1] ?? null;
  const date = message['date'];
  return {
    providerEventId: String(id),
    from,
    to: botId,
    text: start === null ? text : '/start',
    files,
    sender: senderOf(objectOf(author) ?? objectOf(chat) ?? {}),
    linkToken: start,
    providerTime: typeof date === 'number' && date > 0 && date < 1e11 ? Math.round(date) * 1_000 : null,
    raw: update,
  };
}

/** In a private chat this comes only when the person blocks the bot or lets it write again. */
function readMember(member: Json, id: number): AddressReport | null {
  const address = privateChat(member);
  const status = stringOf(objectOf(member['new_chat_member'])?.['status']);
  if (address === null || (status !== 'kicked' && status !== 'member')) return null;
  return { providerEventId: String(id), address, news: status === 'kicked' ? 'blocked' : 'reachable' };
}

/** Groups and channels are no conversations with a person. */
function privateChat(message: Json): string | null {
  const chat = objectOf(message['chat']);
  const id = chat?.['id'];
  if (chat?.['type'] !== 'private' || typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  return String(id);
}

function senderOf(person: Json): Sender {
  const firstName = stringOf(person['first_name']) || null;
  const lastName = stringOf(person['last_name']) || null;
  const username = stringOf(person['username']) || null;
  const language = /^[a-z]{2}/.exec(stringOf(person['language_code']).toLowerCase())?.[0] ?? null;
  const displayName = [firstName, lastName].filter((part) => part !== null).join(' ') || null;
  return { displayName, firstName, lastName, username, language };
}

/** What a person reads of it; what has neither words nor a file is told in words. */
function textOf(message: Json): string {
  const written = stringOf(message['text']) || stringOf(message['caption']);
  if (written !== '') return written;
  const contact = objectOf(message['contact']);
  if (contact) {
    const names = [contact['first_name'], contact['last_name'], contact['phone_number']].map(stringOf);
    return names.filter((part) => part !== '').join(' ');
  }
  const poll = objectOf(message['poll']);
  if (poll) {
    const options = Array.isArray(poll['options']) ? poll['options'].map(objectOf) : [];
    return [stringOf(poll['question']), ...options.map((option) => `– ${stringOf(option?.['text'])}`)].join('\n');
  }
  const place = objectOf(message['location']) ?? objectOf(objectOf(message['venue'])?.['location']);
  if (place && typeof place['latitude'] === 'number' && typeof place['longitude'] === 'number') {
    const title = stringOf(objectOf(message['venue'])?.['title']);
    const map = `https://www.openstreetmap.org/?mlat=${place['latitude']}&mlon=${place['longitude']}`;
    return title === '' ? map : `${title}\n${map}`;
  }
  return stringOf(objectOf(message['sticker'])?.['emoji']) || stringOf(objectOf(message['dice'])?.['emoji']);
}

/** Field of the message, name and type where Telegram gives none. */
const fileFields = [
  ['animation', 'animation.mp4', 'video/mp4'],
  ['document', 'document', 'application/octet-stream'],
  ['video', 'video.mp4', 'video/mp4'],
  ['audio', 'audio.mp3', 'audio/mpeg'],
  ['voice', 'voice.ogg', 'audio/ogg'],
  ['video_note', 'video.mp4', 'video/mp4'],
] as const;

function filesOf(message: Json): InboundFile[] {
  const sizes = Array.isArray(message['photo']) ? message['photo'].map(objectOf) : [];
  const photo = sizes.reduce((best, size) => (areaOf(size) > areaOf(best) ? size : best), null);
  if (photo) return fileOf(photo, 'photo.jpg', 'image/jpeg');
  // An animation comes as a document as well: the first that is there is the file.
  for (const [field, name, type] of fileFields) {
    const file = objectOf(message[field]);
    if (file) return fileOf(file, name, type);
  }
  const sticker = objectOf(message['sticker']);
  const isStill = sticker?.['is_animated'] !== true && sticker?.['is_video'] !== true;
  return sticker && isStill ? fileOf(sticker, 'sticker.webp', 'image/webp') : [];
}

function fileOf(file: Json, name: string, type: string): InboundFile[] {
  const fileId = stringOf(file['file_id']);
  if (fileId === '') return [];
  const size = file['file_size'];
  return [
    {
      fileId,
      name: stringOf(file['file_name']) || name,
      mediaType: stringOf(file['mime_type']) || type,
      size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
    },
  ];
}

function areaOf(size: Json | null): number {
  const [width, height] = [size?.['width'], size?.['height']];
  return typeof width === 'number' && typeof height === 'number' ? width * height : -1;
}

function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const deepest = 100;

/** As the database can keep it: no NUL, no halves of characters, nothing without end. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '');
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [String(plain(key)), plain(item, depth + 1)]));
}

import type {
  ListedPhone,
  listPhonesQuery,
  phoneAnswerBody,
  phoneBlockBody,
  PhoneDetails,
  PhoneList,
  PhoneMessage,
  phonePictureQuery,
  updatePhoneBody,
} from '@parley/contract/sandbox';
import { fileTypeFromBuffer } from 'file-type';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import { Download, type Upload } from '#platform/http/route';
import { namesOf, ownAccount, ownAccounts, ownPath, requireSandbox } from './own-sandbox.ts';
import type { Asking } from './own-sandbox.ts';
import { channelsOf, listedPhone, phoneDetails, phoneMessages } from './phone-views.ts';
import { messageAnswer, phoneAnswer, phoneDetailsAnswer, phonesAnswer, pictureAnswer } from './sandbox-answers.ts';

const picturesAccepted = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
/** As large as Telegram takes for a photo. */
const maxPictureBytes = 10 * 1024 * 1024;

/** As many as are looked through for a name that only the contact has. */
const mostNamed = 500;

/** The phones of those who are customers of this organization's sandbox channels, newest change first. */
export async function listPhones(
  runtime: Runtime,
  { after, search, limit }: z.output<typeof listPhonesQuery>,
  { actor }: Asking,
): Promise<PhoneList> {
  const sandbox = requireSandbox(runtime);
  // The networks know numbers and the names given to phones; the names of contacts are ours.
  const isName = /\p{L}/u.test(search);
  const query = new URLSearchParams({
    after: String(after),
    search: isName ? '' : search,
    limit: String(isName ? mostNamed : limit),
  }).toString();
  const found = phonesAnswer.parse(await sandbox.ask('GET', ownPath(actor, `/phones?${query}`)));
  // A page that is open asks every second, and mostly there is nothing.
  const channels = channelsOf(found.phones.length > 0 ? await ownAccounts(runtime, actor) : []);
  const names = await namesOf(runtime, actor, found.phones);
  const named = found.phones.map((phone) => ({ ...phone, name: phone.name ?? names.get(phone.number) ?? null }));
  if (!isName) return { ...found, phones: named.map((phone) => listedPhone(phone, channels)) };
  const wanted = search.trim().toLocaleLowerCase();
  const fitting = named.filter(({ name }) => name?.toLocaleLowerCase().includes(wanted));
  return { ...found, phones: fitting.slice(0, limit).map((phone) => listedPhone(phone, channels)) };
}

/** One phone with its messages. Throws `record_missing`. */
export async function getPhone(
  runtime: Runtime,
  { number }: { number: string },
  { actor }: Asking,
): Promise<PhoneDetails> {
  const sandbox = requireSandbox(runtime);
  const found = phoneDetailsAnswer.parse(await sandbox.ask('GET', ownPath(actor, `/phones/${number}`)));
  const names = await namesOf(runtime, actor, [found]);
  const named = { ...found, name: found.name ?? names.get(found.number) ?? null };
  return phoneDetails(named, channelsOf(await ownAccounts(runtime, actor)));
}

/** Makes the phone of somebody new, names one, puts it on- or offline. */
export async function putPhone(
  runtime: Runtime,
  { number, ...change }: { number: string } & z.output<typeof updatePhoneBody>,
  { actor }: Asking,
): Promise<ListedPhone> {
  const answer = await requireSandbox(runtime).ask('POST', ownPath(actor, `/phones/${number}`), change);
  return listedPhone(phoneAnswer.parse(answer), channelsOf(await ownAccounts(runtime, actor)));
}

/** What the customer writes. Throws `record_missing`, or `sandbox_refused` while the phone is offline. */
export async function answerFromPhone(
  runtime: Runtime,
  { number, channelId, to, text }: { number: string } & z.output<typeof phoneAnswerBody>,
  caller: Asking,
): Promise<PhoneMessage> {
  return send(runtime, number, channelId, { to, text }, caller);
}

/** A picture with a caption from the customer's phone. Throws `record_missing`, `file_type_refused` or `file_too_large`. */
export async function sendPictureFromPhone(
  runtime: Runtime,
  { number, channelId, text }: { number: string } & z.output<typeof phonePictureQuery>,
  caller: Asking,
  upload: Upload | null,
): Promise<PhoneMessage> {
  if (!upload) throw new AppError('upload_missing');
  const bytes = await readAll(upload.stream);
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (!type || !picturesAccepted.includes(type))
    throw new AppError('file_type_refused', { details: { accepted: picturesAccepted.join(', ') } });
  const picture = { name: upload.name, type, base64: bytes.toString('base64') };
  return send(runtime, number, channelId, { text, picture }, caller);
}

/** Blocks the account as the customer, or takes that back. Throws `record_missing`. */
export async function blockFromPhone(
  runtime: Runtime,
  { number, channelId, blocked }: { number: string } & z.output<typeof phoneBlockBody>,
  { actor }: Asking,
): Promise<ListedPhone> {
  const sandbox = requireSandbox(runtime);
  const { network, account } = await ownAccount(runtime, actor, channelId);
  const path = ownPath(actor, `/phones/${number}/block`);
  const answer = phoneAnswer.parse(await sandbox.ask('POST', path, { network, account, blocked }));
  return listedPhone(answer, channelsOf(await ownAccounts(runtime, actor)));
}

/** Tells of messages on a phone as if they had come then: a demo has a past there, too. Throws `record_missing`. */
export async function datePhoneMessages(
  runtime: Runtime,
  { number, times }: { readonly number: string; readonly times: readonly (readonly [id: number, time: number])[] },
  { actor }: Asking,
): Promise<void> {
  await requireSandbox(runtime).ask('POST', ownPath(actor, `/phones/${number}/dates`), { times });
}

/** A picture on one of the phones. Throws `record_missing`. */
export async function getPhonePicture(
  runtime: Runtime,
  { picture }: { picture: string },
  { actor }: Asking,
): Promise<Download> {
  const sandbox = requireSandbox(runtime);
  const { type, base64 } = pictureAnswer.parse(await sandbox.ask('GET', ownPath(actor, `/pictures/${picture}`)));
  const bytes = Buffer.from(base64, 'base64');
  const facts = { name: picture.slice(0, 12), contentType: type, sizeBytes: bytes.length };
  return new Download(Readable.from([bytes]), { ...facts, inline: picturesAccepted.includes(type) });
}

async function send(
  runtime: Runtime,
  number: string,
  channelId: string,
  said: { to?: string | undefined; text: string; picture?: { name: string; type: string; base64: string } },
  { actor }: Asking,
): Promise<PhoneMessage> {
  const sandbox = requireSandbox(runtime);
  const row = await ownAccount(runtime, actor, channelId);
  const { network, account } = row;
  const path = ownPath(actor, `/phones/${number}/messages`);
  const answer = messageAnswer.parse(await sandbox.ask('POST', path, { network, account, ...said }));
  const [message] = phoneMessages([answer], channelsOf([row]));
  if (!message) throw new Error('The sandbox answered with a message of another account.');
  return message;
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxPictureBytes) throw new AppError('file_too_large', { details: { limit: maxPictureBytes } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { z } from 'zod';
import { type ControlRequest, type ControlRoutes, queryNumber, RequestError } from '../control-server.ts';
import type { HostedNetwork } from '../network.ts';
import type { HostedSandbox } from './hosted-sandbox.ts';
import type { Phone } from './phone-book.ts';
import type { AccountRecord, MessageRecord } from './records.ts';

const openSchema = z.strictObject({ network: z.string(), title: z.string().min(1).max(64) });
const changeSchema = z.strictObject({ answering: z.boolean().optional(), fault: z.string().nullable().optional() });
const phoneSchema = z.strictObject({
  name: z.string().min(1).max(64).nullable().optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable()
    .optional(),
  online: z.boolean().optional(),
});
const blockSchema = z.strictObject({ network: z.string(), account: z.string(), blocked: z.boolean() });
const datesSchema = z.strictObject({ times: z.array(z.tuple([z.int(), z.int().min(0)])).max(500) });
const answerSchema = z
  .strictObject({
    network: z.string(),
    account: z.string(),
    to: z
      .string()
      .regex(/^[ -ÿ]{0,20}$/)
      .default(''),
    text: z.string().max(4_000).default(''),
    picture: z
      .strictObject({
        name: z.string().min(1).max(200),
        type: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/gif']),
        base64: z.base64(),
      })
      .nullable()
      .default(null),
  })
  .refine(({ text, picture }) => text !== '' || picture !== null, { path: ['text'] });

const digits = z.string().regex(/^\d{3,20}$/);
const mostPhones = 500;

type Told<Schema extends z.ZodType> = z.output<Schema>;

/** What is left out of a JSON body is left out of the change as well. */
function given<Change extends object>(change: Change): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Change]: Exclude<Change[Key], undefined>;
  };
}

/**
 * The routes of the handset page. `owner` is the organization, of whose accounts and phones alone each route speaks:
 * - `GET /networks`;
 * - `GET POST /owners/<owner>/accounts`; `POST DELETE /owners/<owner>/accounts/<network>/<id>`: automatic answers, fault;
 * - `GET /owners/<owner>/phones?after&search&limit`: those that changed after a position;
 * - `GET POST /owners/<owner>/phones/<digits>`: one with its messages; name and whether it is online;
 * - `POST /owners/<owner>/phones/<digits>/messages`, `…/block`, and `…/dates` for a demo's past;
 * - `GET /owners/<owner>/pictures/<id>`; `DELETE /owners/<owner>`.
 */
export function hostedRoutes({ desk, pictures }: HostedSandbox, networks: readonly HostedNetwork[]): ControlRoutes {
  const { book } = desk;
  const accountOf = ({ parameters: [owner, network, id] }: ControlRequest): AccountRecord =>
    ownAccount(owner ?? '', network ?? '', id ?? '');
  const ownAccount = (owner: string, network: string, id: string): AccountRecord => {
    const account = book.account(`${network}/${id}`);
    if (account?.owner !== owner) throw new RequestError(404, 'account', 'unknown');
    return account;
  };
  const phoneOf = ({ parameters: [owner = '', number = ''] }: ControlRequest): Phone => {
    const phone = book.phone(owner, number);
    if (!phone) throw new RequestError(404, 'phone', 'unknown');
    return phone;
  };
  return {
    'GET /networks': () => ({
      networks: networks.map(networkView),
    }),
    'GET /owners/*/accounts': ({ parameters: [owner = ''] }) => ({ accounts: book.accounts(owner).map(accountView) }),
    'POST /owners/*/accounts': ({ parameters: [owner = ''], body }) => {
      const { network, title } = openSchema.parse(body);
      const account = desk.openAccount(owner, network, title);
      return { ...accountView(account), secret: account.secret };
    },
    'POST /owners/*/accounts/*/*': (request) => {
      const change: Told<typeof changeSchema> = changeSchema.parse(request.body);
      return accountView(desk.changeAccount(accountOf(request), given(change)));
    },
    'DELETE /owners/*/accounts/*/*': (request) => desk.removeAccount(accountOf(request)),
    'DELETE /owners/*': ({ parameters: [owner = ''] }) => desk.removeOwner(owner),
    'GET /owners/*/phones': ({ parameters: [owner = ''], query }) => listPhones(desk, owner, query),
    'GET /owners/*/phones/*': (request) => {
      const phone = phoneOf(request);
      const messages = phone.messages.map(messageView);
      return { ...phoneView(phone), position: book.position, typing: desk.typingTo(phone), messages };
    },
    'POST /owners/*/phones/*': ({ parameters: [owner = '', number], body }) => {
      return phoneView(desk.putPhone(owner, digits.parse(number), given(phoneSchema.parse(body))));
    },
    'POST /owners/*/phones/*/messages': async (request) => {
      const { picture, ...answer } = answerSchema.parse(request.body);
      const sent = picture && { ...picture, bytes: Buffer.from(picture.base64, 'base64') };
      return messageView(await desk.answer(phoneOf(request), { ...answer, picture: sent }));
    },
    'POST /owners/*/phones/*/block': (request) => {
      const { network, account, blocked } = blockSchema.parse(request.body);
      const phone = phoneOf(request);
      desk.block(phone, ownAccount(phone.owner, network, account), blocked);
      return phoneView(phoneOf(request));
    },
    'POST /owners/*/phones/*/dates': (request) => desk.date(phoneOf(request), datesSchema.parse(request.body).times),
    'GET /owners/*/pictures/*': async ({ parameters: [owner = '', id = ''] }) => {
      const messages = book.phones(owner).flatMap((phone) => phone.messages);
      const picture = messages.find((message) => message.picture?.id === id)?.picture;
      if (!picture) throw new RequestError(404, 'picture', 'unknown');
      return { type: picture.type, base64: (await pictures.get(id)).toString('base64') };
    },
  };
}

function listPhones({ book }: HostedSandbox['desk'], owner: string, query: URLSearchParams) {
  const after = queryNumber(query, 'after', 0, Number.MAX_SAFE_INTEGER);
  const limit = queryNumber(query, 'limit', 100, mostPhones);
  const search = (query.get('search') ?? '').toLowerCase().replace(/^\+/, '');
  const found = book.phones(owner).filter(({ changed, name, number }) => {
    return changed > after && (number.includes(search) || (name ?? '').toLowerCase().includes(search));
  });
  return { position: book.position, total: book.phoneCount(owner), phones: found.slice(0, limit).map(phoneView) };
}

function accountView({ network, id, title, answering, fault }: AccountRecord) {
  return { network, id, title, answering, fault };
}

function networkView({ name, hasSenders, takesPictures, faultChoices }: HostedNetwork) {
  return { name, hasSenders, takesPictures, faultChoices };
}

function phoneView({ number, name, online, blocked, messages, changed }: Phone) {
  const last = messages.findLast(({ time }) => time !== null);
  const waiting = messages.filter(({ time }) => time === null).length;
  return { number, name, online, blocked: [...blocked], changed, waiting, last: last ? messageView(last) : null };
}

function messageView(message: MessageRecord) {
  const { id, network, account, direction, sender, text, picture, time } = message;
  return { id, network, account, direction, sender, text, picture, time };
}

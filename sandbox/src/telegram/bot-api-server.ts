import multipart, { type MultipartFile } from '@fastify/multipart';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { loopback } from '../network.ts';
import { ApiError, floodWait } from './api-error.ts';
import type { BotApi } from './bot-api.ts';
import { answerOf, type Call, largestUpload, outgoingOf, type UploadedFile } from './methods.ts';

export interface BotApiServer {
  readonly port: number;
  /** Breaks every connection; new ones are taken. */
  disconnect(): void;
  stop(): Promise<void>;
}

type Params = { Params: { token: string; method: string } };

/** Speaks HTTP as the Bot API server does: `/bot<token>/<method>` and `/file/bot<token>/<path>`. Rejects when the port is taken. */
export async function serveBotApi(api: BotApi, port: number): Promise<BotApiServer> {
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: largestUpload,
    routerOptions: { maxParamLength: 500 },
  });
  await server.register(multipart, { limits: { fileSize: largestUpload + 1, files: 10 }, throwFileSizeLimit: false });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  server.setErrorHandler((error, _request, reply) => answerError(reply, error));
  const answer = (request: FastifyRequest<Params>, reply: FastifyReply): Promise<unknown> =>
    carryOut(api, request, reply);
  server.route<Params>({ method: ['GET', 'POST'], url: '/bot:token/:method', handler: answer });
  serveFiles(server, api);
  await server.listen({ host: loopback, port });
  return {
    port: (server.server.address() as AddressInfo).port,
    disconnect: () => server.server.closeAllConnections(),
    stop: async () => {
      api.stop();
      server.server.closeAllConnections();
      await server.close();
    },
  };
}

function serveFiles(server: FastifyInstance, api: BotApi): void {
  server.get<{ Params: { token: string; '*': string } }>('/file/bot:token/*', async (request, reply) => {
    api.authorize(request.params.token);
    const id = decodeURIComponent(request.params['*'].replace(/^documents\//, '').replace(/\.[a-z0-9]+$/i, ''));
    const file = api.files.get(id);
    if (!file) throw new ApiError(404, 'Not Found');
    return reply.type('application/octet-stream').send(Buffer.from(file.bytes));
  });
}

async function carryOut(api: BotApi, request: FastifyRequest<Params>, reply: FastifyReply): Promise<unknown> {
  const { token, method } = request.params;
  const bot = api.authorize(token);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const call: Call = { bot, ...(await readBody(request)), signal: gone.signal };
  const outgoing = outgoingOf(method, call);
  if (!outgoing) return { ok: true, result: await answerOf(api, method, call) };
  const fault = api.faults.strike(bot.id, outgoing.chat);
  const before =
    fault && (fault.type === 'drop_connection' || fault.type === 'server_error') && fault.when === 'before_accept';
  if (fault?.type === 'refuse' || fault?.type === 'flood_wait' || fault?.type === 'limit_rate') {
    api.refuse();
    throw refusalOf(fault);
  }
  if (before) return strike(fault.type, request, reply);
  const { messageId, fileId } = api.accept(bot, outgoing);
  if (fault?.type === 'drop_connection' || fault?.type === 'server_error' || fault?.type === 'no_answer') {
    return strike(fault.type, request, reply);
  }
  if (fault?.type === 'delay_answer') await sleep(fault.milliseconds);
  const date = Math.floor(Date.now() / 1000);
  const result = { message_id: messageId, date, chat: { id: Number(outgoing.chat), type: 'private' } };
  return { ok: true, result: { ...result, text: outgoing.text, ...(fileId && { document: { file_id: fileId } }) } };
}

type Refusal = Extract<ReturnType<BotApi['faults']['strike']>, { type: 'refuse' | 'flood_wait' | 'limit_rate' }>;

function refusalOf(fault: Refusal): ApiError {
  if (fault.type === 'flood_wait') return floodWait(fault.seconds);
  if (fault.type === 'limit_rate') return floodWait(1);
  const { code, description, migrateTo } = fault;
  return new ApiError(code, description, migrateTo === undefined ? null : { migrate_to_chat_id: Number(migrateTo) });
}

function strike(
  type: 'drop_connection' | 'server_error' | 'no_answer',
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (type === 'server_error') return answerError(reply, new ApiError(502, 'Bad Gateway'));
  reply.hijack();
  if (type === 'drop_connection') request.raw.socket.destroy();
  return reply;
}

function answerError(reply: FastifyReply, error: unknown): FastifyReply {
  const known = error instanceof ApiError ? error : new ApiError(400, `Bad Request: ${String(error)}`);
  const { code: error_code, message: description, parameters } = known;
  return reply.code(error_code).send({ ok: false, error_code, description, ...(parameters && { parameters }) });
}

async function readBody(request: FastifyRequest): Promise<Pick<Call, 'values' | 'uploads'>> {
  const uploads = new Map<string, UploadedFile>();
  const values: Record<string, unknown> = { ...(request.query as object) };
  if (!request.isMultipart()) return { values: { ...values, ...(request.body as object | undefined) }, uploads };
  for await (const part of request.parts()) {
    if (part.type === 'field') values[part.fieldname] = part.value;
    else uploads.set(part.fieldname, await uploaded(part));
  }
  return { values, uploads };
}

async function uploaded(part: MultipartFile): Promise<UploadedFile> {
  return { name: part.filename, type: typeByName(part.filename) ?? part.mimetype, bytes: await part.toBuffer() };
}

function typeByName(name: string): string | undefined {
  const types: Readonly<Record<string, string>> = {
    pdf: 'application/pdf',
    txt: 'text/plain',
    csv: 'text/csv',
    ogg: 'audio/ogg',
  };
  return types[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
}

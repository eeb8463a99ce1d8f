import { clientMessages, type ClientMessages, type Outcome } from '@parley/contract/realtime';
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { createRateLimits } from '../http/rate-limits.ts';
import type { Connection } from './connection.ts';

type Message = keyof ClientMessages;
type Payload<Name extends Message> = z.output<(typeof clientMessages)[Name]['payload']>;
type Handlers = { readonly [Name in Message]: (payload: Payload<Name>) => Promise<void> | void };

const messagesPerMinute = 240;
/** Whoever goes on after so many refusals does not listen to answers. */
const mostRefused = 200;

/** Answers what a browser says. Anything that is not a message of the contract is passed over, whatever it is called. */
export function answerMessages(connection: Connection, report: (error: unknown) => void): void {
  const { socket } = connection;
  const handlers: Handlers = {
    subscribe: (room) => connection.join(room),
    unsubscribe: (room) => connection.leave(room),
    watch: (conversationIds) => connection.watch(conversationIds),
    typing: ({ conversationId, isTyping }) => connection.setTyping(conversationId, isTyping),
  };
  const limits = createRateLimits();
  let refused = 0;
  // One after the other: to leave a room must not overtake having joined it.
  let turn: Promise<void> = Promise.resolve();

  const takeTurn = async (name: Message, payload: unknown, answer: unknown): Promise<void> => {
    const outcome = await outcomeOf(() => handle(handlers, name, payload), connection, report);
    if (typeof answer === 'function') answer(outcome);
  };
  socket.onAny((name: string, payload: unknown, answer: unknown) => {
    if (!Object.hasOwn(handlers, name)) return;
    const { allowed, retrySeconds } = limits.take('messages', messagesPerMinute);
    if (!allowed) {
      const error = new AppError('rate_limit_reached', { details: { seconds: retrySeconds } });
      if (typeof answer === 'function') answer(refusal(error, connection));
      if (++refused > mostRefused) socket.disconnect(true);
      return;
    }
    turn = turn.then(() => takeTurn(name as Message, payload, answer));
  });
}

async function handle(handlers: Handlers, name: Message, payload: unknown): Promise<void> {
  const parsed = clientMessages[name].payload.safeParse(payload);
  if (!parsed.success) throw new AppError('request_invalid');
  await handlers[name](parsed.data as never);
}

async function outcomeOf(
  work: () => Promise<void>,
  connection: Connection,
  report: (error: unknown) => void,
): Promise<Outcome> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    if (error instanceof AppError) return refusal(error, connection);
    report(error);
    return refusal(new AppError('server_error', { details: { requestId: connection.socket.id } }), connection);
  }
}

function refusal(error: AppError, { actor }: Connection): Outcome {
  return { ok: false, code: error.code, detail: error.text(actor.language) };
}

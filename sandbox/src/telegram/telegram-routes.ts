import { z } from 'zod';
import { type ControlRoutes, RequestError } from '../control-server.ts';
import type { BotApi } from './bot-api.ts';
import type { BotApiServer } from './bot-api-server.ts';
import type { BotFaultInput } from './bot-fault-schema.ts';

const botSchema = z.strictObject({
  id: z.string().regex(/^\d{5,12}$/),
  secret: z.string().regex(/^\d+:[\w-]{30,60}$/),
  title: z.string().min(1).max(64),
});
const presenceSchema = z.strictObject({ online: z.boolean().default(true), blocked: z.boolean().default(false) });

/**
 * - `GET POST DELETE /telegram/faults`: what is in force; one BotFaultInput; clear;
 * - `POST /telegram/bots`: a bot, new or changed or back in force; `DELETE /telegram/bots/<id>`: its token is revoked;
 * - `PUT /telegram/bots/<id>/people/<user>`: whether a person has blocked the bot;
 * - `POST /telegram/disconnect`: breaks every connection.
 */
export function telegramRoutes(api: BotApi, server: BotApiServer): ControlRoutes {
  return {
    'GET /telegram/faults': () => ({ faults: api.faults.list() }),
    'POST /telegram/faults': ({ body }) => ({ id: api.faults.add(body as BotFaultInput) }),
    'DELETE /telegram/faults': () => api.faults.clear(),
    'POST /telegram/bots': ({ body }) => ({ username: api.putBot(botSchema.parse(body)).username }),
    'DELETE /telegram/bots/*': ({ parameters: [id = ''] }) => {
      if (!api.revokeBot(id)) throw new RequestError(404, 'id', 'unknown');
    },
    'PUT /telegram/bots/*/people/*': ({ parameters: [id = '', user = ''], body }) => {
      api.setPresence(id, user, presenceSchema.parse(body));
    },
    'POST /telegram/disconnect': () => server.disconnect(),
  };
}

import { z } from 'zod';
import { type ControlRoutes, queryNumber, RequestError } from './control-server.ts';
import { type Customers, type CustomerScriptInput, type ReplyInput } from './customers.ts';
import { describeEntry, type Ledger, type LedgerCounts } from './ledger.ts';
import type { FaultInput } from './smsc/fault-schema.ts';
import type { Smsc } from './smsc/smsc.ts';

const accountSchema = z.strictObject({ systemId: z.string().min(1).max(15), password: z.string().max(8) });
const sessionsSchema = z.strictObject({ account: z.string().max(15).optional() }).default({});

const defaultPage = 1000;
const maxPage = 100_000;

/** Cheap enough to be polled: nothing is walked. */
export interface LedgerSummary extends LedgerCounts {
  readonly lastSequence: number;
  /** Receipts and inbound messages that no session has taken yet. */
  readonly waiting: number;
}

/**
 * Every route of the control server:
 * - `GET /health`; `GET /ledger/summary`: LedgerSummary;
 * - `GET /ledger?since&limit`: entries after a sequence; `GET /messages?since&limit`: whole messages. Both with `next`,
 *   the `since` of the following page;
 * - `GET POST DELETE /faults`: FaultReport[]; one FaultInput; clear;
 * - `POST /customers/reply`: ReplyInput; `POST DELETE /customers/scripts`: one CustomerScriptInput; clear;
 * - `GET /handsets/<phone>`: HandsetMessage[];
 * - `POST /accounts`: SmscAccount, new or changed or back in force; `DELETE /accounts/<systemId>`: revoke;
 * - `POST /sessions/drop`, `POST /sessions/unbind`: `{ account? }`.
 */
export function controlRoutes(ledger: Ledger, smsc: Smsc, customers: Customers): ControlRoutes {
  return {
    'GET /health': () => ({ status: 'ok' }),
    ...ledgerRoutes(ledger, smsc),
    // The schemas are applied where the scripts are added, so that in-process callers are checked as well.
    'GET /faults': () => ({ faults: smsc.faults.list() }),
    'POST /faults': ({ body }) => ({ id: smsc.faults.add(body as FaultInput) }),
    'DELETE /faults': () => smsc.faults.clear(),
    'POST /customers/reply': ({ body }) => {
      const inbound = customers.reply(body as ReplyInput);
      if (!inbound) throw new RequestError(400, 'account', 'unknown');
      return { id: inbound.id, ...inbound.describe() };
    },
    'POST /customers/scripts': ({ body }) => customers.addScript(body as CustomerScriptInput),
    'DELETE /customers/scripts': () => customers.clearScripts(),
    'GET /handsets/*': ({ parameters: [phone = ''] }) => ({ messages: customers.handset(phone.replace('+', '')) }),
    'POST /accounts': ({ body }) => smsc.putAccount(accountSchema.parse(body)),
    'DELETE /accounts/*': ({ parameters: [systemId = ''] }) => {
      if (!smsc.revokeAccount(systemId)) throw new RequestError(404, 'systemId', 'unknown');
    },
    'POST /sessions/drop': ({ body }) => ({ sessions: smsc.dropSessions(sessionsSchema.parse(body).account) }),
    'POST /sessions/unbind': ({ body }) => ({ sessions: smsc.unbindSessions(sessionsSchema.parse(body).account) }),
  };
}

function ledgerRoutes(ledger: Ledger, smsc: Smsc): ControlRoutes {
  return {
    'GET /ledger': ({ query }) => {
      const since = queryNumber(query, 'since', 0, Number.MAX_SAFE_INTEGER);
      const entries = ledger.since(since, queryNumber(query, 'limit', defaultPage, maxPage));
      return { entries: entries.map(describeEntry), next: entries.at(-1)?.sequence ?? since };
    },
    'GET /messages': ({ query }) => {
      const since = queryNumber(query, 'since', 0, Number.MAX_SAFE_INTEGER);
      const messages = ledger.messages(since, queryNumber(query, 'limit', defaultPage, maxPage));
      return { messages, next: messages.at(-1)?.sequence ?? since };
    },
    'GET /ledger/summary': (): LedgerSummary => ({
      ...ledger.counts(),
      lastSequence: ledger.lastSequence,
      waiting: smsc.waiting,
    }),
  };
}

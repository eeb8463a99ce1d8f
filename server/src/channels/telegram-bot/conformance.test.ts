import { startSandbox } from '@parley/sandbox';
import { conformance, type ConformanceNetwork, type NetworkFault } from '../conformance.ts';
import { directTransports } from '../direct-transports.ts';
import { telegramBot } from './index.ts';

const id = '7000000001';
const secret = `${id}:AAF-test-token-of-the-conformance-suite`;

conformance('telegram-bot', async () => {
  const sandbox = await startSandbox();
  const { ledger, telegram } = sandbox;
  const { api, server, apiRoot } = telegram;
  api.putBot({ id, secret, title: 'Parley' });
  const network: ConformanceNetwork = {
    accepted: () =>
      ledger.submits().map((submit) => {
        const file = api.fileOf(submit);
        return { address: submit.destination, text: submit.text, ...(file && { file }) };
      }),
    fault: (...faults) => {
      api.faults.clear();
      for (const fault of faults) api.faults.add(scripted(fault));
    },
    write: ({ from, text, copies = 1, file }) => {
      const picture = file && { ...file, type: 'image/png' };
      api.receive({ account: id, from, to: '', text, copies, form: 'udh8', ...(picture && { picture }) });
    },
    acknowledged: () => ledger.counts().inbound_acknowledged,
    disconnect: () => server.disconnect(),
    revoke: () => {
      api.revokeBot(id);
      server.disconnect();
    },
    close: () => sandbox.stop(),
  };
  return {
    kind: telegramBot,
    settings: { token: secret, mode: 'polling', apiRoot, answerTimeoutSeconds: 5 },
    transports: directTransports,
    network,
    address: (customer) => String(900_000_000 + customer),
  };
});

type ScriptedFault = Parameters<Awaited<ReturnType<typeof startSandbox>>['telegram']['api']['faults']['add']>[0];

function scripted(fault: NetworkFault): ScriptedFault {
  const match = {
    ...('next' in fault ? { next: fault.next } : {}),
    ...('every' in fault ? { every: fault.every } : {}),
  };
  switch (fault.type) {
    case 'refuse':
      return { match, action: { type: 'refuse', code: 400, description: 'Bad Request: chat not found' } };
    case 'throttle':
      return { match, action: { type: 'flood_wait', seconds: 1 } };
    case 'no_answer':
      return { match, action: { type: 'no_answer' } };
    case 'disconnect':
      return { match, action: { type: 'drop_connection', when: fault.when } };
    case 'delay_answer':
      return { action: { type: 'delay_answer', milliseconds: fault.milliseconds } };
    default:
      throw new Error(`Telegram has no receipts, so nothing for ${fault.type}.`);
  }
}

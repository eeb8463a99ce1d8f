import { startSandbox } from '@parley/sandbox';
import { conformance, type ConformanceNetwork, type NetworkFault } from '../conformance.ts';
import { directTransports } from '../direct-transports.ts';
import { smsSmpp } from './index.ts';

const sender = '447700900000';

conformance('sms-smpp', async () => {
  const sandbox = await startSandbox({ smpp: { redeliverAfter: 200 } });
  const { host, port, systemId, password } = sandbox.smpp;
  const { smsc, ledger, customers } = sandbox;
  const network: ConformanceNetwork = {
    accepted: () => ledger.messages().map(({ destination, text }) => ({ address: `+${destination}`, text })),
    fault: (...faults) => {
      smsc.faults.clear();
      for (const fault of faults) smsc.faults.add(scripted(fault));
    },
    write: ({ from, text, copies = 1 }) => void customers.reply({ from, to: sender, account: systemId, text, copies }),
    acknowledged: () => ledger.counts().inbound_acknowledged,
    disconnect: () => void smsc.dropSessions(),
    revoke: () => void smsc.revokeAccount(systemId),
    close: () => sandbox.stop(),
  };
  return {
    kind: smsSmpp,
    settings: { host, port, systemId, password, sourceAddress: sender, responseTimeoutSeconds: 5, window: 50 },
    transports: directTransports,
    network,
    address: (customer) => `+4477009${String(customer).padStart(5, '0')}`,
  };
});

type ScriptedFault = Parameters<Awaited<ReturnType<typeof startSandbox>>['smsc']['faults']['add']>[0];

function scripted(fault: NetworkFault): ScriptedFault {
  const { type } = fault;
  const match = {
    ...('next' in fault ? { next: fault.next } : {}),
    ...('every' in fault ? { every: fault.every } : {}),
  };
  switch (type) {
    case 'refuse':
      return { match, action: { type: 'refuse', status: 'invalidDestination' } };
    case 'throttle':
      return { match, action: { type: 'refuse', status: 'throttled' } };
    case 'no_answer':
      return { match, action: { type: 'no_answer' } };
    case 'disconnect':
      return { match, action: { type: 'drop_connection', when: fault.when } };
    case 'delay_answer':
      return { action: { type: 'delay_answer', delay: { min: fault.milliseconds, max: fault.milliseconds } } };
    case 'receipt_first':
      return { action: { type: 'receipt_first' } };
    case 'receipt_twice':
      return { action: { type: 'duplicate_receipt' } };
    case 'receipt_failed':
      return { action: { type: 'final_state', state: 'UNDELIV' } };
    case 'receipt_late':
      return { action: { type: 'delay_receipt', delay: { min: fault.milliseconds, max: fault.milliseconds } } };
  }
}

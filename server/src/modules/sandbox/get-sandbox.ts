import type { Sandbox, SandboxAccount, updateSandboxAccountBody } from '@parley/contract/sandbox';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import { ownAccount, ownAccounts, ownPath, requireSandbox } from './own-sandbox.ts';
import type { Asking } from './own-sandbox.ts';
import { accountAnswer, accountsAnswer, networkAnswer } from './sandbox-answers.ts';
import type { AccountRow } from './sandbox-queries.ts';

/** The emulated networks and this organization's accounts on them. Throws `sandbox_off` or `sandbox_away`. */
export async function getSandbox(runtime: Runtime, _: unknown, { actor }: Asking): Promise<Sandbox> {
  const sandbox = requireSandbox(runtime);
  const { networks } = networkAnswer.parse(await sandbox.ask('GET', '/networks'));
  const { accounts } = accountsAnswer.parse(await sandbox.ask('GET', ownPath(actor, '/accounts')));
  const rows = await ownAccounts(runtime, actor);
  return {
    networks: networks.map(({ name, hasSenders, takesPictures, faultChoices }) => ({
      network: name,
      hasSenders,
      takesPictures,
      faults: faultChoices.map((choice) => ({ name: choice.name, text: choice[actor.language] })),
    })),
    accounts: rows.flatMap((row) => {
      const found = accounts.find(({ network, id }) => network === row.network && id === row.account);
      return found ? [accountView(row, found)] : [];
    }),
  };
}

/** Whether customers answer by themselves, and the fault. Throws `record_missing` or `sandbox_refused`. */
export async function updateSandboxAccount(
  runtime: Runtime,
  { channelId, ...change }: { channelId: string } & z.output<typeof updateSandboxAccountBody>,
  { actor }: Asking,
): Promise<SandboxAccount> {
  const sandbox = requireSandbox(runtime);
  const row = await ownAccount(runtime, actor, channelId);
  const path = ownPath(actor, `/accounts/${row.network}/${row.account}`);
  const after = accountAnswer.parse(await sandbox.ask('POST', path, change));
  await runtime.transaction(actor, (ctx) =>
    recordAudit(ctx, {
      action: 'sandbox.account_changed',
      subjectKind: 'channel',
      subjectId: channelId,
      after: { answering: after.answering, fault: after.fault },
    }),
  );
  return accountView(row, after);
}

function accountView(row: AccountRow, { network, title, answering, fault }: z.output<typeof accountAnswer>) {
  return { channelId: row.channelId, channelName: row.channelName, network, title, answering, fault };
}

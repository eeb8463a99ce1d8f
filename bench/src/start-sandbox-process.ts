import { join } from 'node:path';
import type { Sandbox } from '@parley/sandbox';
import { root, startProcess, type Start, type StartedProcess } from './child-process.ts';
import type { Leftovers } from './run-command.ts';

/** The sandbox in a process of its own, so that it neither dies with the server nor takes part in its figures. */
export type SandboxProcess = StartedProcess & Pick<Sandbox, 'smpp' | 'control'>;

export interface SandboxProcessOptions {
  /** Milliseconds until a handset has a message. */
  readonly receiptDelay: { readonly min: number; readonly max: number };
}

export async function startSandboxProcess(
  { receiptDelay }: SandboxProcessOptions,
  leftovers: Leftovers,
): Promise<SandboxProcess> {
  const start: Start = {
    program: process.execPath,
    args: [
      join(root, 'sandbox/src/main.ts'),
      ...['--smpp-port', '0', '--control-port', '0', '--receipt-delay', `${receiptDelay.min}-${receiptDelay.max}`],
    ],
    readyLine: (line) => (line.startsWith('{') ? line : undefined),
    milliseconds: 30_000,
  };
  const started = await startProcess(start, leftovers);
  return { ...started, ...(JSON.parse(started.answer) as Pick<Sandbox, 'smpp' | 'control'>) };
}

import type { Logger } from 'pino';
import { request as sendRequest } from 'undici';
import { AppError } from '../errors.ts';
import { startSandboxProcess, type Whereabouts } from './sandbox-process.ts';

/** The emulated networks beside this installation, as the rest of the program meets them. */
export interface SandboxLink {
  /**
   * Where a host name of the sandbox (`sms.sandbox`) leads now, null while the sandbox is away, undefined for other names.
   * Settings of channels hold the name, so that they hold over restarts whatever port the sandbox finds.
   */
  resolve(host: string): { readonly host: string; readonly port: number } | null | undefined;
  /** Asks the control server. Throws `record_missing`, `sandbox_refused` or `sandbox_away`. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const suffix = '.sandbox';
const answerMilliseconds = 10_000;

/** The name under which adapters reach a network of the sandbox. No such top-level domain exists. */
export function sandboxHost(network: string): string {
  return network + suffix;
}

export async function openSandbox(folder: string, log: Logger): Promise<SandboxLink> {
  const process = await startSandboxProcess(folder, log);
  return linkTo(
    () => process.find(),
    () => process.stop(),
  );
}

/** `find` says where the sandbox is, null while it is away. */
export function linkTo(find: () => Whereabouts | null, stop: () => Promise<void>): SandboxLink {
  return {
    resolve(host) {
      if (!host.endsWith(suffix)) return undefined;
      return find()?.networks[host.slice(0, -suffix.length)] ?? null;
    },
    async ask(method, path, body) {
      const control = find()?.control;
      if (!control) throw new AppError('sandbox_away');
      const answer = await sendRequest(control.url + path, {
        method,
        headers: { authorization: `Bearer ${control.token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerMilliseconds),
      }).catch((cause: unknown) => {
        throw new AppError('sandbox_away', { cause });
      });
      const content: unknown = await answer.body.json();
      if (answer.statusCode === 200) return content;
      const { field, rule } = (content as { error: { field: string; rule: string } }).error;
      if (answer.statusCode === 404) throw new AppError('record_missing', { details: { what: field } });
      if (answer.statusCode < 500) throw new AppError('sandbox_refused', { details: { field, rule } });
      throw new AppError('sandbox_away');
    },
    stop,
  };
}

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedNetwork } from '../network.ts';
import type { Ledger } from '../ledger.ts';
import type { TimerWheel } from '../timer-wheel.ts';
import { PhoneDesk } from './phone-desk.ts';
import { Pictures } from './pictures.ts';
import { stateRecord } from './records.ts';
import { StateFile } from './state-file.ts';

/** A sandbox that is killed forgets at most so much of what its networks owe, in milliseconds; one that stops, nothing. */
const saveInterval = 2_000;
/** Ledger entries kept for whoever looks at them. */
const entriesKept = 20_000;

export interface HostedSandbox {
  readonly desk: PhoneDesk;
  readonly pictures: Pictures;
  /** Resolves when everything is on the disk. */
  stop(): Promise<void>;
}

/** Keeps accounts, phones and what networks owe in a folder, so that a restart changes nothing. The folder belongs to one process. */
export async function hostSandbox(
  folder: string,
  networks: readonly HostedNetwork[],
  ledger: Ledger,
  wheel: TimerWheel,
): Promise<HostedSandbox> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const statePath = join(folder, 'state.jsonl');
  const owedPath = join(folder, 'owed.json');
  const remembered = (await StateFile.read(statePath)).map((record) => stateRecord.parse(record));
  const pictures = await Pictures.open(join(folder, 'pictures'));
  let file: StateFile | undefined;
  const desk = new PhoneDesk(
    { networks, ledger, wheel, pictures, remember: (record) => file?.append(record) },
    remembered,
  );
  const state = (file = await StateFile.begin(statePath, desk.book.records()));
  await pictures.keepOnly(desk.book.pictures());
  await restore(owedPath, networks);

  let saving: Promise<void> = Promise.resolve();
  let saved = '';
  const save = (): void => {
    const owed = JSON.stringify(Object.fromEntries(networks.map((network) => [network.name, network.save()])));
    ledger.forget(ledger.lastSequence - entriesKept);
    if (owed === saved) return;
    saved = owed;
    saving = saving
      .then(async () => {
        await writeFile(`${owedPath}.new`, owed, { mode: 0o600 });
        await rename(`${owedPath}.new`, owedPath);
      })
      // As with the state: a full disk must not end the sandbox.
      .catch((error: unknown) => console.error(error));
  };
  const timer = setInterval(save, saveInterval);
  return {
    desk,
    pictures,
    stop: async () => {
      clearInterval(timer);
      await desk.stop();
      save();
      await saving;
      await state.close();
    },
  };
}

async function restore(path: string, networks: readonly HostedNetwork[]): Promise<void> {
  if (!existsSync(path)) return;
  const owed = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  for (const network of networks) {
    if (owed[network.name] !== undefined) network.restore(owed[network.name]);
  }
}

import type { ChannelKind, ChannelTransports } from '../channel.ts';
import { openLink } from './session.ts';
import { type SmppSettings, smppSettingsSchema } from './settings.ts';
import { smsCarries, SmppChannel } from './smpp-channel.ts';

export type { SmppSettings } from './settings.ts';

/** Enough for some hundred messages a second. */
const sandboxWindow = 50;
const testMilliseconds = 15_000;
const unbindMilliseconds = 1_000;

/** SMS through an SMSC or aggregator that speaks SMPP 3.4. */
export const smsSmpp: ChannelKind<SmppSettings> = {
  kind: 'sms-smpp',
  network: 'sms',
  official: true,
  addressing: 'network',
  carries: smsCarries,
  parseSettings: (input) => smppSettingsSchema.parse(input),
  secretSettings: ['password'],
  sandboxSettings: ({ host, id, secret, title }) => {
    return { host, systemId: id, password: secret, sourceAddress: title, window: sandboxWindow };
  },
  create: (settings, transports) => new SmppChannel(settings, transports),
  test: bindOnce,
};

async function bindOnce(
  settings: SmppSettings,
  transports: ChannelTransports,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const opened = await openLink(settings, transports, AbortSignal.timeout(testMilliseconds), {
    // What an SMSC delivers to a test is left for the channel proper.
    deliver: () => Promise.reject(new Error('only testing the account')),
  });
  if ('reason' in opened) return { ok: false, reason: opened.reason };
  await opened.link.unbind(unbindMilliseconds);
  return { ok: true };
}

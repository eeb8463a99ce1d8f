import type { ChannelKind, ChannelTransports } from '../channel.ts';
import { callBot } from './bot-client.ts';
import { failureOf } from './failures.ts';
import { botIdOf, type TelegramSettings, telegramSettingsSchema } from './settings.ts';
import { TelegramChannel, telegramCarries } from './telegram-channel.ts';
import { readWebhook } from './webhook.ts';

const testMilliseconds = 15_000;

/** A bot of Telegram, over its Bot API. */
export const telegramBot: ChannelKind<TelegramSettings> = {
  kind: 'telegram-bot',
  network: 'telegram',
  official: true,
  // A bot cannot write first: only who has pressed Start is reached, and only by this bot.
  addressing: 'account',
  carries: telegramCarries,
  parseSettings: (input) => telegramSettingsSchema.parse(input),
  secretSettings: ['token'],
  // Of two programs that receive for one bot, each ends the other's request.
  accountOf: botIdOf,
  sandboxSettings: ({ host, secret }) => ({ token: secret, mode: 'polling', apiRoot: `http://${host}` }),
  create: (settings, transports) => new TelegramChannel(settings, transports),
  test: askWhoWeAre,
  webhook: readWebhook,
  chatLink: async (settings, transports, token) => {
    const { username } = await getMe(settings, transports);
    return `https://t.me/${username}?start=${token}`;
  },
};

function getMe(settings: TelegramSettings, transports: ChannelTransports) {
  return callBot(settings, transports, { signal: AbortSignal.timeout(testMilliseconds) }).raw.getMe();
}

async function askWhoWeAre(
  settings: TelegramSettings,
  transports: ChannelTransports,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  try {
    await getMe(settings, transports);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: failureOf(error).reason };
  }
}

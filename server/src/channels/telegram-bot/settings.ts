import { z } from 'zod';

const cloudRoot = 'https://api.telegram.org';

function webAddress(protocol: RegExp, message: string) {
  return z
    .url({ protocol, error: message })
    .max(500)
    .transform((address) => address.replace(/\/+$/, ''));
}

export const telegramSettingsSchema = z
  .strictObject({
    token: z
      .string()
      .trim()
      .regex(/^\d{5,15}:[\w-]{30,60}$/, 'The token that @BotFather gave, like 123456789:AAF…'),
    /** `polling`: we ask Telegram; `webhook`: Telegram calls us, which needs an address that the world can reach. */
    mode: z.enum(['polling', 'webhook']).default('polling'),
    /** Where Telegram reaches this installation, of `webhook`. */
    publicUrl: webAddress(/^https$/, 'An address such as https://parley.example.com').optional(),
    /** A Bot API server of one's own, or the sandbox. */
    apiRoot: webAddress(/^https?$/, 'An address such as https://api.telegram.org').default(cloudRoot),
    /** For an answer to what is sent; a file takes longer by its size. */
    answerTimeoutSeconds: z.number().min(1).max(120).default(30),
  })
  .refine(({ mode, publicUrl }) => mode === 'polling' || publicUrl !== undefined, {
    path: ['publicUrl'],
    message: 'Say at which https address Telegram reaches Parley',
  });

export type TelegramSettings = z.output<typeof telegramSettingsSchema>;

/** The bot's id stands before the colon. */
export function botIdOf({ token }: Pick<TelegramSettings, 'token'>): string {
  return token.split(':')[0]!;
}

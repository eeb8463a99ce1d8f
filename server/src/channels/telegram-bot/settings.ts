import { pattern } from '@parley/contract/pattern';
import { z } from 'zod';

const cloudRoot = 'https://api.telegram.org';

function webAddress(form: RegExp, example: string) {
  const words = { rule: 'not_an_address', ru: `Нужен адрес вида ${example}.` };
  return z
    .string()
    .max(500)
    .refine((address) => form.test(address) && URL.canParse(address), {
      message: `Write an address such as ${example}.`,
      params: words,
    })
    .transform((address) => address.replace(/\/+$/, ''));
}

export const telegramSettingsSchema = z
  .strictObject({
    token: pattern(/^\s*\d{5,15}:[\w-]{30,60}\s*$/, {
      rule: 'not_a_token',
      en: 'Copy the whole token from @BotFather: digits, a colon and some 35 characters.',
      ru: 'Скопируйте токен у @BotFather целиком: цифры, двоеточие и около 35 знаков.',
    }).transform((token) => token.trim()),
    /** `polling`: we ask Telegram; `webhook`: Telegram calls us, which needs an address that the world can reach. */
    mode: z.enum(['polling', 'webhook']).default('polling'),
    /** Where Telegram reaches this installation, of `webhook`. */
    publicUrl: webAddress(/^https:\/\/[^\s/]/, 'https://parley.example.com').optional(),
    /** A Bot API server of one's own, or the sandbox. */
    apiRoot: webAddress(/^https?:\/\/[^\s/]/, cloudRoot).default(cloudRoot),
    /** For an answer to what is sent; a file takes longer by its size. */
    answerTimeoutSeconds: z.number().min(1).max(120).default(30),
  })
  .refine(({ mode, publicUrl }) => mode === 'polling' || publicUrl !== undefined, {
    path: ['publicUrl'],
    message: 'Write the https address at which Telegram reaches Parley.',
    params: { rule: 'required', ru: 'Напишите адрес https, по которому Telegram найдёт Parley.' },
  });

export type TelegramSettings = z.output<typeof telegramSettingsSchema>;

/** The bot's id stands before the colon. */
export function botIdOf({ token }: Pick<TelegramSettings, 'token'>): string {
  return token.split(':')[0]!;
}

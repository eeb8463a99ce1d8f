import { z } from 'zod';
import { permissions, roles } from './permissions.ts';

export const passwordLength = { least: 10, most: 200 } as const;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email())
  .meta({ examples: ['ann@example.com'] });
const name = z.string().trim().min(1).max(200);
const password = z
  .string()
  .max(passwordLength.most)
  .meta({ examples: ['correct horse battery'] });
/** Whether the session outlives the browser: 30 days, otherwise until the browser is closed and at most a day. */
const remember = z.boolean().default(false);

export const language = z.enum(['en', 'ru']);
export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, {
    message: 'This is not a time zone, such as Europe/Moscow.',
    params: { rule: 'time_zone_unknown', ru: 'Такого часового пояса нет. Пример: Europe/Moscow.' },
  })
  .meta({ examples: ['Europe/Moscow'] });

export const signUpBody = z.strictObject({
  email,
  password,
  name,
  organizationName: name,
  language: language.optional(),
  timeZone: timeZone.optional(),
  remember,
});
export type SignUp = z.output<typeof signUpBody>;

export const signInBody = z.strictObject({ email, password: z.string().min(1).max(passwordLength.most), remember });
export type SignIn = z.output<typeof signInBody>;

export const changePasswordBody = z.strictObject({
  currentPassword: z.string().min(1).max(passwordLength.most),
  newPassword: password,
});
export type ChangePassword = z.output<typeof changePasswordBody>;

/** Who asks, for which organization, and what they may do. */
export const me = z.object({
  /** Null for an API key. */
  user: z
    .object({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      language,
      timeZone: z.string(),
      installationRole: z.enum(['root', 'support', 'finance']).nullable(),
    })
    .nullable(),
  role: z.enum(roles).nullable(),
  organization: z.object({
    id: z.uuid(),
    name: z.string(),
    language,
    timeZone: z.string(),
    currency: z.string(),
    country: z.string(),
  }),
  permissions: z.array(z.enum(permissions)),
  /** Of the newest event: what is loaded after this is kept up to date by the events that follow it. */
  eventPosition: z.number().int(),
});
export type Me = z.output<typeof me>;

export const session = z.object({
  id: z.uuid(),
  /** The one that asks. */
  current: z.boolean(),
  /** The browser as it named itself. */
  agent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.output<typeof session>;
export const sessionList = z.object({ data: z.array(session) });

export const ended = z.object({ ended: z.number().int() });

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    // An offset such as +03:00 has no summer time and is no place.
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

import { z } from 'zod';
import { permissions, roles } from './permissions.ts';
import { preferences, updatePreferences } from './preferences.ts';

export const passwordLength = { least: 10, most: 200 } as const;

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email())
  .meta({ examples: ['ann@example.com'] });
export const personName = z.string().trim().min(1).max(200);
export const newPassword = z
  .string()
  .max(passwordLength.most)
  .meta({ examples: ['correct horse battery'] });
/** Whether the session outlives the browser: 30 days, otherwise until the browser is closed and at most a day. */
export const remember = z.boolean().default(false);

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
  password: newPassword,
  name: personName,
  organizationName: personName,
  language: language.optional(),
  timeZone: timeZone.optional(),
  remember,
});
export type SignUp = z.output<typeof signUpBody>;

export const requestSignUpBody = z.strictObject({ email });
export type RequestSignUp = z.output<typeof requestSignUpBody>;

/** What the link of a mail carries that goes on with signing up. */
const signUpToken = z.string().min(1).max(100);
export const checkSignUpBody = z.strictObject({ token: signUpToken });
export type CheckSignUp = z.output<typeof checkSignUpBody>;
/** The address is that of the mail. */
export const completeSignUpBody = signUpBody.omit({ email: true }).extend({ token: signUpToken });
export type CompleteSignUp = z.output<typeof completeSignUpBody>;
/** Whose account the link makes. */
export const signUpFacts = z.object({ email: z.string(), expiresAt: z.iso.datetime() });
export type SignUpFacts = z.output<typeof signUpFacts>;

export const signInBody = z.strictObject({ email, password: z.string().min(1).max(passwordLength.most), remember });
export type SignIn = z.output<typeof signInBody>;

export const changePasswordBody = z.strictObject({
  currentPassword: z.string().min(1).max(passwordLength.most),
  newPassword,
});
export type ChangePassword = z.output<typeof changePasswordBody>;

export const requestPasswordResetBody = z.strictObject({ email });
export type RequestPasswordReset = z.output<typeof requestPasswordResetBody>;

/** What the link of a mail carries that proves an address. */
export const verifyEmailBody = z.strictObject({ token: z.string().min(1).max(100) });
export type VerifyEmail = z.output<typeof verifyEmailBody>;
export const verifiedEmail = z.object({ email: z.string() });
export type VerifiedEmail = z.output<typeof verifiedEmail>;

/** What the link of a mail carries. */
const resetToken = z.string().min(1).max(100);
export const checkPasswordResetBody = z.strictObject({ token: resetToken });
export type CheckPasswordReset = z.output<typeof checkPasswordResetBody>;
export const resetPasswordBody = z.strictObject({ token: resetToken, newPassword });
export type ResetPassword = z.output<typeof resetPasswordBody>;

/** The same answer for an address that is somebody's and for one that is nobody's. */
export const accepted = z.object({ accepted: z.literal(true) });

/** Whose password the link changes, so that the person sees it and the browser keeps the right one. */
export const passwordResetFacts = z.object({ email: z.string(), expiresAt: z.iso.datetime() });
export type PasswordResetFacts = z.output<typeof passwordResetFacts>;

const phone = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, ''))
  .refine((text) => /^\+[1-9]\d{5,14}$/.test(text), {
    message: 'This is not a phone number with its country code, such as +44 20 7946 0958.',
    params: { rule: 'phone_not_valid', ru: 'Это не номер телефона с кодом страны. Пример: +7 916 123-45-67.' },
  })
  .meta({ examples: ['+15046218927'] });

export const updateMeBody = z
  .strictObject({
    name: personName,
    phone: phone.nullable(),
    language,
    timeZone,
    preferences: updatePreferences,
  })
  .partial();
export type UpdateMe = z.output<typeof updateMeBody>;

export const avatarParams = z.object({ memberId: z.uuid(), version: z.string().max(64) });
export const avatarQuery = z.object({
  size: z.enum(['64', '256']).default('64').meta({ description: 'Pixels of a side' }),
});
export type AvatarQuery = z.output<typeof avatarParams> & z.output<typeof avatarQuery>;

/** Where a picture is, 64 pixels wide; `?size=256` for the large one. It changes with the picture, so it may be kept for ever. */
export const avatarUrl = z.string().nullable();

/** Where an organization's picture is; like an avatar's it may be kept for ever. */
export const logoUrl = z.string().nullable();

export const enterOrganizationBody = z.strictObject({ organizationId: z.uuid() });
export type EnterOrganization = z.output<typeof enterOrganizationBody>;

/** Who asks, for which organization, and what they may do. */
export const me = z.object({
  /** Null for an API key. */
  user: z
    .object({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      phone: z.string().nullable(),
      avatarUrl,
      language,
      timeZone: z.string(),
      preferences,
      installationRole: z.enum(['root', 'support', 'finance']).nullable(),
      /** Whether mails to the address are known to reach the person. */
      isEmailVerified: z.boolean(),
      /** Signed in with a one-time password: nothing is permitted until an own one is chosen. */
      mustChangePassword: z.boolean(),
    })
    .nullable(),
  role: z.enum(roles).nullable(),
  organization: z.object({
    id: z.uuid(),
    name: z.string(),
    logoUrl,
    language,
    timeZone: z.string(),
    currency: z.string(),
    country: z.string(),
  }),
  /** Where the person may work, by name; none for an API key. */
  organizations: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.enum(roles), logoUrl })),
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
  /** What can be told of it: Firefox, Windows. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  isMobile: z.boolean(),
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

import { z } from 'zod';

/** `inbox.close`: what a shortcut does. */
const action = z
  .string()
  .regex(/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/)
  .max(60);
/** What is held down and the key's place (`event.code`), so that it is the same key in every layout; `mod` is Ctrl or Command. */
const keyCode = z
  .string()
  .regex(/^(mod\+)?(alt\+)?(shift\+)?[A-Z][A-Za-z0-9]{1,19}$/)
  .meta({ examples: ['shift+KeyE'] });

const fields = {
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  density: z.enum(['normal', 'compact']),
  /** What sends a message: Enter, or Enter together with Ctrl or Command. */
  sendKey: z.enum(['enter', 'ctrl_enter']),
  /** Where closing a conversation leads. */
  afterClose: z.enum(['next', 'list', 'stay']),
  /** How long an action can be taken back; 0 for not at all. */
  undoSeconds: z.number().int().min(0).max(30),
  shortcuts: z.strictObject({
    enabled: z.boolean(),
    /** Action → key, for those that are not on their standard key. */
    custom: z.record(action, keyCode).refine((custom) => Object.keys(custom).length <= 100, {
      message: 'At most 100 shortcuts.',
      params: { rule: 'too_many', ru: 'Не больше 100 сочетаний.' },
    }),
  }),
  /** Whether the list of first steps still stands in the menu. */
  firstSteps: z.boolean(),
} as const;

/** How a person wants to work. */
export const preferences = z.strictObject(fields);
export type Preferences = z.output<typeof preferences>;

/** What holds for who has chosen nothing. */
export const standardPreferences: Preferences = {
  theme: 'system',
  density: 'normal',
  sendKey: 'enter',
  afterClose: 'next',
  undoSeconds: 10,
  shortcuts: { enabled: true, custom: {} },
  firstSteps: true,
};

/** Those that are given are changed; `shortcuts` is given as a whole. */
export const updatePreferences = preferences.partial();

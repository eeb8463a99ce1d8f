/** What a demo organization is filled with, in one language. `{model}`, `{day}`, `{time}`, `{price}` and `{street}` vary. */
export interface DemoScript {
  readonly organization: string;
  /** Where the company is: its phones have no code there. */
  readonly country: string;
  readonly visitor: string;
  readonly operators: readonly { readonly name: string; readonly login: string }[];
  readonly firstNames: { readonly women: readonly string[]; readonly men: readonly string[] };
  /** A woman's form, where the language has one, behind the slash: `Миронов/Миронова`. */
  readonly lastNames: readonly string[];
  readonly cities: readonly string[];
  readonly streets: readonly string[];
  readonly boilers: readonly string[];
  readonly conditioners: readonly string[];
  /** The field of a contact that says which of them they have. */
  readonly modelField: string;
  readonly groups: {
    readonly boilers: string;
    readonly conditioners: string;
    readonly due: string;
    readonly new: string;
  };
  readonly tags: { readonly vip: string; readonly warranty: string; readonly contract: string };
  readonly consent: { readonly wording: string; readonly source: string };
  readonly labels: Readonly<Record<LabelKey, string>>;
  readonly templates: { readonly due: Template; readonly summer: Template; readonly visit: Template };
  readonly campaigns: { readonly finished: string; readonly running: string };
  readonly channels: {
    readonly sms: string;
    readonly telegram: string;
    /** At most 11 Latin letters: what an SMS names. */
    readonly sender: string;
    readonly bot: string;
    /** What an operator of this country takes for a thousand messages, in minor units. */
    readonly smsPrice: { readonly perThousand: number; readonly currency: string };
  };
  readonly days: readonly string[];
  readonly times: readonly string[];
  readonly prices: readonly string[];
  readonly dialogues: readonly Dialogue[];
  /** What people answer to the campaign that is over; who wrote the last of them wants no more. */
  readonly replies: readonly { readonly text: string; readonly answer?: string }[];
  /** Of the office quote: the file's name, headings, rows. */
  readonly quote: { readonly name: string; readonly rows: readonly (readonly (string | number)[])[] };
  readonly titles: { readonly fill: string };
}

export type LabelKey = 'urgent' | 'booking' | 'question' | 'complaint';

interface Template {
  readonly name: string;
  readonly text: string;
}

/** `c`: the customer writes; `o`: the operator answers; `n`: the operator's note. Perhaps with a file. */
export type Turn = readonly [who: 'c' | 'o' | 'n', text: string, file?: DemoFile];

/** What the boiler shows, the wall for the unit (customers' photos), the quote for an office (the operator's table). */
export type DemoFile = 'display' | 'wall' | 'quote';

export interface Dialogue {
  readonly turns: readonly Turn[];
  readonly about: 'boiler' | 'conditioner';
  readonly label?: LabelKey;
  /** How it stands at the end: `open` when left out. */
  readonly ends?: 'resolved' | 'snoozed';
}

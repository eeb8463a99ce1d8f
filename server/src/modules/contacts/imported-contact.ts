import type { consentBases, consentNetworks } from '@parley/contract/contacts';
import type { PhoneType } from './phone.ts';

/** What an import may say once about a person. */
export interface ImportedFields {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly middleName: string | null;
  readonly company: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly website: string | null;
  readonly timeZone: string | null;
  /** `en` or `ru` */
  readonly language: string | null;
  readonly leadSource: string | null;
  /** `1990-12-31` */
  readonly birthday: string | null;
  readonly notes: string | null;
}

export interface ImportedPhone {
  readonly e164: string;
  readonly type: PhoneType;
  readonly country: string | null;
  readonly label: string | null;
  readonly isPrimary: boolean;
}

export interface ImportedEmail {
  /** As `parseEmail` gives it. */
  readonly address: string;
  readonly label: string | null;
  readonly isPrimary: boolean;
}

/** A person of a list, cleaned and checked: phones and e-mails without repeats, at most one of each primary. */
export interface ImportedContact extends ImportedFields {
  /** The whole name, for a person whose names could not be told apart. */
  readonly displayName: string | null;
  readonly phones: readonly ImportedPhone[];
  readonly emails: readonly ImportedEmail[];
  /** Without `@`. */
  readonly telegramUsername: string | null;
  readonly tags: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
}

export interface UpsertOptions {
  readonly importId: string;
  /**
   * A row whose phone, e-mail or Telegram name somebody has already: `skip` leaves the contact as it is, `update` writes
   * over it what the row says and adds to its lists, `create` makes another contact.
   */
  readonly onDuplicate: 'skip' | 'update' | 'create';
  /** Everybody on the list joins it, also those who were here before. */
  readonly groupId: string | null;
  /** What the list's owner declares, recorded with everybody on it who has no record for this network yet. */
  readonly consent: ImportConsent | null;
}

export interface ImportConsent {
  readonly network: (typeof consentNetworks)[number];
  readonly basis: (typeof consentBases)[number];
  readonly wording: string | null;
  readonly source: string;
}

/** A contact as far as an import can change it. Goes into jsonb and back. */
export interface PersonState extends ImportedFields {
  readonly displayName: string;
  readonly phones: readonly ImportedPhone[];
  readonly emails: readonly ImportedEmail[];
  readonly telegramUsernames: readonly string[];
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a batch did to a contact that was there before the import, as far as is needed to undo it. */
export interface ContactChange {
  readonly contactId: string;
  readonly before: {
    /** Null when only the group or the consent is new. */
    readonly state: PersonState | null;
    /** The `updated_at` that the batch left: another one shows that somebody changed the contact since. */
    readonly leftAt: string | null;
    readonly joinedGroup: boolean;
    readonly consentAdded: boolean;
  };
}

export interface RowOutcome {
  readonly outcome: 'created' | 'updated' | 'duplicate';
  readonly contactId: string;
}

/** The three counts add up to the rows of the batch. */
export interface UpsertResult {
  readonly created: number;
  /** Rows that met a known contact under `update`, whether or not they said anything new. */
  readonly updated: number;
  readonly duplicates: number;
  /** One a row, in their order. */
  readonly outcomes: readonly RowOutcome[];
  readonly changes: readonly ContactChange[];
}

import type { Language } from '@parley/contract/errors';
import type { Clock } from '#platform/context';
import type { Database } from '#platform/database/database';
import type { Secrets } from '#platform/secrets';

/** What a mail says, without its looks. */
export interface MailContent {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  /** Below the link, smaller. */
  readonly footnotes: readonly string[];
}

export interface MailCtx {
  readonly db: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Where people reach this installation, without a slash at the end. */
  readonly publicUrl: string;
}

/** A mail that waits. */
export interface QueuedMail {
  readonly address: string;
  readonly language: Language;
  /** What it is about, for kinds that say something about one thing. */
  readonly subjectId: string | null;
}

/** A mail that some module sends: what it says is made when it is sent, in the transaction that takes it in hand. */
export interface MailKind {
  readonly kind: string;
  /** After which there is no use in it any more. */
  readonly giveUpMinutes: number;
  /** Null when there is nobody to send it to: then it vanishes. */
  compose(ctx: MailCtx, mail: QueuedMail): Promise<MailContent | null>;
}

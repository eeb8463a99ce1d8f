/** The way out for mails: the server that the settings name, which may be in a private network. */
import { createTransport } from 'nodemailer';
import { Readable } from 'node:stream';

export interface OutgoingMail {
  /** Becomes the Message-ID: a server or reader that gets the mail twice can tell. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
}

/**
 * `rejected`: the server will not take it. `retry`: it has not been taken and may be later. `unknown`: the line broke after
 * the last byte and before the answer, so nobody can say.
 */
export type MailOutcome = 'rejected' | 'retry' | 'unknown';

export class MailError extends Error {
  readonly outcome: MailOutcome;

  constructor(outcome: MailOutcome, reason: string, cause: unknown) {
    super(reason, { cause });
    this.name = 'MailError';
    this.outcome = outcome;
  }
}

export interface MailTransport {
  /** Throws only `MailError`. */
  send(mail: OutgoingMail): Promise<void>;
  /** Whether the server can be reached and takes the login; throws as `send`. */
  verify(): Promise<void>;
  close(): void;
}

const connectMilliseconds = 10_000;
const socketMilliseconds = 30_000;

/** `smtp://login:password@host:587`, or `smtps://` for TLS from the first byte. `from` is an address, or `Name <address>`. */
export function createMailTransport(url: string, from: string): MailTransport {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const smtp = createTransport({
    url,
    connectionTimeout: connectMilliseconds,
    greetingTimeout: connectMilliseconds,
    socketTimeout: socketMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ id, to, subject, text, html, language }) => {
      const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
      const written = await writer.sendMail({
        from,
        // As an object it is an address and nothing else, whatever is in it (SEC-16).
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      });
      let handedOver = false;
      const raw = Readable.from([written.message as Buffer]);
      raw.once('end', () => (handedOver = true));
      try {
        await smtp.sendMail({ envelope: written.envelope, raw });
      } catch (error) {
        throw mailErrorOf(error, handedOver);
      }
    },
    verify: async () => {
      try {
        await smtp.verify();
      } catch (error) {
        throw mailErrorOf(error, false);
      }
    },
    close: () => {
      smtp.close();
      writer.close();
    },
  };
}

function mailErrorOf(error: unknown, handedOver: boolean): MailError {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  // A login that is refused is the operator's to mend: until then it stays worth trying.
  if (responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH')
    return new MailError('rejected', `The mail server answered ${responseCode}.`, error);
  if (responseCode !== undefined) return new MailError('retry', `The mail server answered ${responseCode}.`, error);
  if (handedOver) return new MailError('unknown', 'The connection broke before the mail server answered.', error);
  return new MailError('retry', `No connection to the mail server (${code ?? 'unknown'}).`, error);
}

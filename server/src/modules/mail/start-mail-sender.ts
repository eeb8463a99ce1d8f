import type { Language } from '@parley/contract/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '#platform/context';
import { MailError, type MailTransport } from '#platform/outbound-mail';
import { repeat, type Repeating } from '#platform/repeat';
import type { MailKind } from './mail-kind.ts';
import {
  claimDueMail,
  updateAbandonedMails,
  updateMailEnded,
  updateMailRetried,
  type DueMail,
} from './mail-queries.ts';
import { renderMail, type RenderedMail } from './render-mail.ts';
import { sealMail } from './sealed-mail.ts';

const pauseMilliseconds = 1_000;
/** Longer than the mail server is ever waited for. */
const abandonedSeconds = 5 * 60;
const retrySeconds = [20, 60, 180, 600, 1_800];
/** What a stop waits for a mail under way; one that takes longer is noted as `unknown` later. */
const stopMilliseconds = 5_000;

export interface MailSenderOptions {
  readonly runtime: Runtime;
  readonly kinds: readonly MailKind[];
  /** Null without a mail server: mails are kept for the installation's root, and `announce` shows each. */
  readonly transport: MailTransport | null;
  readonly announce: (mail: RenderedMail & { readonly address: string }) => void;
}

/** Sends what is due, one mail after the other. Any number of processes may: each takes what no other has. */
export function startMailSender(options: MailSenderOptions): Repeating {
  const { runtime } = options;
  const sending = repeat('send mails', pauseMilliseconds, () => sendDueMails(options), runtime.log);
  return { stop: () => Promise.race([sending.stop(), sleep(stopMilliseconds, undefined, { ref: false })]) };
}

export async function sendDueMails(options: MailSenderOptions): Promise<void> {
  const { pools, log } = options.runtime;
  const abandoned = await pools.system((db) => updateAbandonedMails(db, abandonedSeconds));
  if (abandoned > 0) log.warn({ mails: abandoned }, 'mails may have been sent: the process that sent them was stopped');
  for (;;) {
    const taken = await takeMail(options);
    if (!taken) return;
    if (taken.rendered) await deliver(options, taken.mail, taken.rendered);
  }
}

interface Taken {
  readonly mail: DueMail;
  /** Null when nobody is to get it. */
  readonly rendered: RenderedMail | null;
}

/** The commit of this is the intent: a mail found in `sending` afterwards is not sent a second time. */
function takeMail({ runtime, kinds, transport, announce }: MailSenderOptions): Promise<Taken | null> {
  const { pools, clock, installation, secrets } = runtime;
  return pools.system(async (db) => {
    const mail = await claimDueMail(db);
    if (!mail) return null;
    const { address } = mail;
    const kind = kinds.find((known) => known.kind === mail.kind);
    const ctx = { db, clock, secrets, publicUrl: installation.publicUrl };
    const queued = { address, language: mail.language as Language, subjectId: mail.subject_id };
    const content = await kind?.compose(ctx, queued);
    if (!content) {
      await updateMailEnded(db, mail.id, { state: 'dropped' });
      return { mail, rendered: null };
    }
    const rendered = renderMail(content, mail.language);
    if (transport) return { mail, rendered };
    await updateMailEnded(db, mail.id, { state: 'kept', content: sealMail(secrets, mail.id, rendered) });
    db.afterCommit(() => announce({ ...rendered, address }));
    return { mail, rendered: null };
  });
}

async function deliver(
  { runtime, transport }: MailSenderOptions,
  mail: DueMail,
  rendered: RenderedMail,
): Promise<void> {
  const { pools, log } = runtime;
  const facts = { mailId: mail.id, kind: mail.kind, attempt: mail.attempts };
  try {
    await transport!.send({ id: mail.id, to: mail.address, language: mail.language, ...rendered });
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { outcome, message } = error;
    const pause = retrySeconds[Math.min(mail.attempts, retrySeconds.length) - 1]!;
    const state = await pools.system(async (db) => {
      if (outcome === 'retry') return updateMailRetried(db, mail.id, pause, message);
      const ended = outcome === 'rejected' ? 'failed' : 'unknown';
      await updateMailEnded(db, mail.id, { state: ended, error: message });
      return ended;
    });
    // Without the error itself: what a mail server says often quotes the address.
    if (state === 'queued') log.warn({ ...facts, reason: message }, 'a mail was not sent and will be tried again');
    else log.error({ ...facts, reason: message, state }, 'a mail was given up');
    return;
  }
  await pools.system((db) => updateMailEnded(db, mail.id, { state: 'sent' }));
}

import { useMemo } from 'react';
import { cspNonce } from '#lib/csp-nonce';
import { mailDocument } from '#lib/mail-document';

/**
 * A mail as it looks. In a frame of no origin, in which no script runs, no form is sent, no window opens and nothing leads
 * away; links are shown as text (SEC-19).
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const page = useMemo(() => mailDocument(html, cspNonce()), [html]);
  return (
    <iframe
      sandbox=""
      referrerPolicy="no-referrer"
      title={title}
      srcDoc={page}
      className="h-[480px] w-full rounded-6 border border-border-soft"
    />
  );
}

import type { MailContent } from './mail-kind.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Plain text, and the same as simple HTML that needs nothing from outside. */
export function renderMail(content: MailContent, language: string): RenderedMail {
  const subject = content.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return { subject, text: textOf(content), html: htmlOf({ ...content, subject }, language) };
}

function textOf({ paragraphs, link, footnotes }: MailContent): string {
  const parts = [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), ...footnotes, '—\nParley'];
  return `${parts.join('\n\n')}\n`;
}

function htmlOf({ subject, paragraphs, link, footnotes }: MailContent, language: string): string {
  const small = 'margin:0 0 12px;font-size:13px;line-height:1.5;color:#6b6862';
  const body = [
    ...paragraphs.map((text) => `<p style="margin:0 0 16px;font-size:15px;line-height:1.5">${escape(text)}</p>`),
    ...(link
      ? [
          `<p style="margin:24px 0"><a href="${escape(link.url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0f766e;color:#ffffff;text-decoration:none;font-size:15px;font-weight:600">${escape(link.label)}</a></p>`,
          `<p style="${small};word-break:break-all">${escape(link.url)}</p>`,
        ]
      : []),
    ...footnotes.map((text) => `<p style="${small}">${escape(text)}</p>`),
  ];
  return `<!doctype html>
<html lang="${escape(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:32px 16px;background:#f6f5f2;color:#1f1e1b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #e4e2dc;border-radius:8px">
${body.join('\n')}
<p style="${small};margin:24px 0 0">Parley</p>
</div>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

import { expect, test } from 'vitest';
import { renderMail } from './render-mail.ts';

const hostile = `<img src=x onerror="alert('1')">`;

test('SEC-20 what people wrote is text in the HTML of a mail', () => {
  const { html, text } = renderMail(
    {
      subject: hostile,
      paragraphs: [hostile],
      link: { label: hostile, url: 'https://a.example/?"><script>' },
      footnotes: [hostile],
    },
    'en',
  );
  expect(html).not.toMatch(/<img|<script|onerror="/);
  expect(html.match(/&#60;img/g)).toHaveLength(4);
  expect(text).toContain(hostile);
});

test('SEC-16 a subject is one line', () => {
  const { subject } = renderMail({ subject: 'One\r\nBcc: eve@example.com\u2028', paragraphs: [], footnotes: [] }, 'ru');
  expect(subject).toBe('One Bcc: eve@example.com ');
});

test('the text has the link on a line of its own', () => {
  const link = { label: 'Open', url: 'https://a.example/x' };
  expect(renderMail({ subject: 'A', paragraphs: ['One', 'Two'], link, footnotes: ['Three'] }, 'en').text).toBe(
    'One\n\nTwo\n\nOpen:\nhttps://a.example/x\n\nThree\n\n—\nParley\n',
  );
});

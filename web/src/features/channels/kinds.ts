import type { Network } from '#ui/channel-glyph';

export type KindName = 'sms-smpp' | 'telegram-bot';

interface FieldShape {
  readonly name: string;
  /** `secret` is never shown again; `lines` is a text of several lines. */
  readonly type: 'text' | 'secret' | 'number' | 'choice' | 'switch' | 'lines';
  readonly choices?: readonly string[];
  /** What holds when nothing is given. */
  readonly standard?: string | number | boolean;
  readonly required?: true;
  /** Behind “more settings”: most accounts do without. */
  readonly isAdvanced?: true;
  /** Shown only when another field has this value. */
  readonly when?: { readonly name: string; readonly is: string };
  readonly placeholder?: string;
}

export interface KindShape {
  readonly kind: KindName;
  readonly network: Network;
  readonly fields: readonly FieldShape[];
}

export type Field = FieldShape;

/** How each kind is connected, field by field. The server checks them; this is what is asked, in which order. */
const kinds: readonly KindShape[] = [
  {
    kind: 'telegram-bot',
    network: 'telegram',
    fields: [
      { name: 'token', type: 'secret', required: true, placeholder: '123456789:AAF…' },
      { name: 'mode', type: 'choice', choices: ['polling', 'webhook'], standard: 'polling', isAdvanced: true },
      {
        name: 'publicUrl',
        type: 'text',
        placeholder: 'https://parley.example.com',
        isAdvanced: true,
        when: { name: 'mode', is: 'webhook' },
      },
      { name: 'apiRoot', type: 'text', standard: 'https://api.telegram.org', isAdvanced: true },
    ],
  },
  {
    kind: 'sms-smpp',
    network: 'sms',
    fields: [
      { name: 'host', type: 'text', required: true, placeholder: 'smpp.provider.com' },
      { name: 'port', type: 'number', standard: 2775 },
      { name: 'systemId', type: 'text', required: true },
      { name: 'password', type: 'secret', required: true },
      { name: 'sourceAddress', type: 'text', required: true, placeholder: 'Parley' },
      { name: 'tls', type: 'switch', standard: false },
      { name: 'systemType', type: 'text', isAdvanced: true },
      { name: 'window', type: 'number', standard: 10, isAdvanced: true },
      { name: 'useReceipts', type: 'switch', standard: true, isAdvanced: true },
      {
        name: 'defaultAlphabet',
        type: 'choice',
        choices: ['gsm', 'gsm-packed', 'latin1'],
        standard: 'gsm',
        isAdvanced: true,
      },
      {
        name: 'longMessages',
        type: 'choice',
        choices: ['udh8', 'udh16', 'sar', 'payload'],
        standard: 'udh8',
        isAdvanced: true,
      },
      {
        name: 'messageIdType',
        type: 'choice',
        choices: ['as-is', 'decimal', 'hex-response', 'hex-receipt', 'hex'],
        standard: 'as-is',
        isAdvanced: true,
      },
      { name: 'receiptTimeZone', type: 'text', standard: '+00:00', isAdvanced: true },
      { name: 'ca', type: 'lines', isAdvanced: true, placeholder: '-----BEGIN CERTIFICATE-----' },
    ],
  },
];

export const kindOf = (name: string): KindShape | undefined => kinds.find(({ kind }) => kind === name);

export type Values = Readonly<Record<string, string | number | boolean>>;

export function standardValues({ fields }: KindShape): Values {
  return Object.fromEntries(
    fields.map(({ name, type, standard }) => [name, standard ?? (type === 'switch' ? false : '')]),
  );
}

/** What is sent: empty fields are left out, so that the standard holds; of a change they take the setting away. */
export function settingsOf({ fields }: KindShape, values: Values, isChange = false): Record<string, unknown> {
  const shown = fields.filter(({ when }) => !when || values[when.name] === when.is);
  return Object.fromEntries(
    shown.flatMap(({ name, type }): [string, unknown][] => {
      const value = values[name];
      if (typeof value === 'string' && value.trim() === '') return isChange && type !== 'secret' ? [[name, null]] : [];
      return [[name, type === 'number' ? Number(value) : value]];
    }),
  );
}

/** The stored settings as the form shows them; a secret is empty: what is not typed is kept. */
export function valuesOf(kind: KindShape, settings: Readonly<Record<string, unknown>>): Values {
  const stored = Object.entries(settings).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return { ...standardValues(kind), ...(Object.fromEntries(stored) as Values) };
}

import { Mail, MessageSquareMore, MessageSquareText, Send } from 'lucide-react';
import { clsx } from 'clsx';

export type Network = 'sms' | 'telegram' | 'whatsapp' | 'email';

const glyphs = {
  sms: { Icon: MessageSquareMore, colour: 'text-sms', name: 'SMS' },
  telegram: { Icon: Send, colour: 'text-telegram', name: 'Telegram' },
  whatsapp: { Icon: MessageSquareText, colour: 'text-whatsapp', name: 'WhatsApp' },
  email: { Icon: Mail, colour: 'text-mail', name: 'E-mail' },
} as const;

export const networkName = (network: Network): string => glyphs[network].name;

/** The network in 16 px. `muted`: not reachable there. */
export function ChannelGlyph({
  network,
  muted,
  decorative,
}: {
  network: Network;
  muted?: boolean;
  decorative?: boolean;
}) {
  const { Icon, colour, name } = glyphs[network];
  return (
    <Icon
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
      className={clsx(muted ? 'text-border-soft' : colour)}
    />
  );
}

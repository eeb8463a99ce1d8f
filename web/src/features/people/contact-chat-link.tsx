import type { Channel, ChatLink } from '@parley/contract/channels';
import type { Contact } from '@parley/contract/contacts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { api, type Page } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { CopyField } from '#ui/copy-field';
import { Menu } from '#ui/menu';
import { useContactTexts } from './contact-texts.ts';

/** Makes a link by which the person opens a chat with a bot: a bot cannot write first, and then it knows who has come. */
export function ContactChatLink({ contact }: { contact: Contact }) {
  const t = useContactTexts();
  const bots = useBots();
  const link = useMutation({
    mutationFn: (channelId: string) => api.post<ChatLink>(`/channels/${channelId}/links`, { contactId: contact.id }),
    onError: (error) => toast(error.message, { tone: 'danger' }),
  });
  const [bot, ...others] = bots;
  if (bot === undefined) return null;
  if (link.data) return <MadeLink link={link.data} />;
  const button = (onClick?: () => void) => (
    <Button
      variant="ghost"
      size="small"
      className="-ml-2"
      icon={<Link2 aria-hidden />}
      busy={link.isPending}
      {...(onClick && { onClick })}
    >
      {t('chat_link')}
    </Button>
  );
  if (others.length === 0) return <li>{button(() => link.mutate(bot.id))}</li>;
  const items = bots.map(({ id, name }) => ({ label: name, onSelect: () => link.mutate(id) }));
  return (
    <li>
      <Menu align="start" trigger={button()} items={items} />
    </li>
  );
}

function useBots(): readonly Channel[] {
  const can = useCan();
  const { data } = useQuery({
    queryKey: ['channels', 'bots'],
    queryFn: ({ signal }) =>
      api.get<Page<Channel>>('/channels', { query: { network: 'telegram', limit: 200 }, signal }),
    enabled: can('channels:read') && can('contacts:write'),
  });
  return data?.data ?? [];
}

function MadeLink({ link: { url, expiresAt } }: { link: ChatLink }) {
  const t = useContactTexts();
  const format = useFormat();
  const hint = t('chat_link_hint', { date: format.date(expiresAt) });
  return (
    <li className="pt-1">
      <CopyField label={t('chat_link_made')} text={url} hint={hint} autoFocus />
    </li>
  );
}

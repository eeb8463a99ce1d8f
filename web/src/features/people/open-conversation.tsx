import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MessageSquare } from 'lucide-react';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { useContactTexts } from './contact-texts.ts';
import { timelineQuery } from './timeline-query.ts';

/** To where the person wrote last, or was written to; nothing if that was never. */
export function OpenConversation({ contactId, small }: { contactId: string; small?: boolean }) {
  const t = useContactTexts();
  const can = useCan();
  const { data } = useInfiniteQuery({ ...timelineQuery(contactId, 'message'), enabled: can('conversations:read') });
  const last = data?.pages[0]?.data.find((entry) => entry.kind === 'message');
  if (!last) return null;
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: last.conversationId }}>
      <Button
        variant={small ? 'secondary' : 'primary'}
        size={small ? 'small' : 'normal'}
        icon={<MessageSquare aria-hidden />}
        tabIndex={-1}
      >
        {t('open_conversation')}
      </Button>
    </Link>
  );
}

import { Link } from '@tanstack/react-router';
import { Maximize2 } from 'lucide-react';
import { Drawer } from '#ui/dialog';
import { ErrorState, SkeletonRows } from '#ui/states';
import { ContactTimeline } from './contact-timeline.tsx';
import { ContactFacts, ContactMenu, ContactMeta } from './contact-view.tsx';
import { useContactTexts } from './contact-texts.ts';
import { OpenConversation } from './open-conversation.tsx';
import { useContact } from './use-contact.ts';

/** A person beside the list. */
export function ContactDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useContactTexts();
  const { data: contact, error, refetch } = useContact(id);
  return (
    <Drawer
      open
      wide
      onClose={onClose}
      title={contact?.displayName ?? t('person')}
      description={contact && <ContactMeta contact={contact} />}
    >
      {error ? (
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      ) : !contact ? (
        <SkeletonRows count={8} />
      ) : (
        <div className="flex flex-col gap-6">
          <div className="-mb-3 flex items-center gap-2">
            <Link to="/contacts/$id" params={{ id }} className="link inline-flex h-8 items-center gap-1.5">
              <Maximize2 aria-hidden className="size-3.5!" />
              {t('open_page')}
            </Link>
            <span className="ml-auto flex items-center gap-1">
              <OpenConversation contactId={id} small />
              <ContactMenu contact={contact} onErased={onClose} />
            </span>
          </div>
          <ContactFacts contact={contact} />
          <div>
            <h2 className="pb-1 text-12 font-medium text-text-3">{t('timeline')}</h2>
            <ContactTimeline contactId={id} />
          </div>
        </div>
      )}
    </Drawer>
  );
}

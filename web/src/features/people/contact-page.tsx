import { useNavigate } from '@tanstack/react-router';
import { UserX } from 'lucide-react';
import { ApiError } from '#lib/api';
import { Avatar } from '#ui/avatar';
import { Button } from '#ui/button';
import { Page, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { ContactTimeline } from './contact-timeline.tsx';
import { ContactFacts, ContactMenu, ContactMeta } from './contact-view.tsx';
import { useContactTexts } from './contact-texts.ts';
import { OpenConversation } from './open-conversation.tsx';
import { useContact } from './use-contact.ts';

/** A person on a page of their own: what is known on the left, what happened on the right. */
export function ContactPage({ id }: { id: string }) {
  const t = useContactTexts();
  const navigate = useNavigate();
  const { data: contact, error, refetch } = useContact(id);
  const toPeople = (): void => void navigate({ to: '/contacts' });
  if (error instanceof ApiError && error.status === 404)
    return (
      <EmptyState
        icon={<UserX aria-hidden />}
        title={t('missing_title')}
        action={<Button onClick={toPeople}>{t('to_people')}</Button>}
      >
        {t('missing_text')}
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!contact) return <SkeletonRows count={10} />;
  return (
    <Page>
      <PageHeader
        title={contact.displayName}
        meta={<ContactMeta contact={contact} />}
        lead={<Avatar name={contact.displayName} size={24} />}
        crumbs={[{ label: t('people'), link: { to: '/contacts' } }]}
        actions={
          <>
            <OpenConversation contactId={id} />
            <ContactMenu contact={contact} onErased={toPeople} />
          </>
        }
      />
      <div className="grid min-h-0 flex-1 content-start gap-x-8 gap-y-6 overflow-y-auto p-4 lg:grid-cols-[minmax(320px,440px)_minmax(0,1fr)]">
        <ContactFacts contact={contact} />
        <div className="max-w-[80ch] min-w-0">
          <h2 className="pb-1 text-12 font-medium text-text-3">{t('timeline')}</h2>
          <ContactTimeline contactId={id} />
        </div>
      </div>
    </Page>
  );
}

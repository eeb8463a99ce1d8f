import type { ReactNode } from 'react';
import { Page, PageBody, PageHeader } from '#ui/page';
import { LinkTabs } from '#ui/tabs';
import { useIsNarrow } from '#lib/use-media';
import { useTexts } from './texts.ts';

/** What reaches the people of the sandbox: by telephone, and by mail. */
export function SandboxTabs({ current }: { current: 'phones' | 'mail' }) {
  const t = useTexts();
  const tabs = [
    { key: 'phones', label: t('phones'), active: current === 'phones', link: { to: '/sandbox' } },
    { key: 'mail', label: t('mail'), active: current === 'mail', link: { to: '/sandbox/mail' } },
  ] as const;
  return <LinkTabs label={t('views')} tabs={tabs} className="px-4" />;
}

/** The mails of the installation, which another feature shows, under the sandbox's head. */
export function SandboxMailPage({ children }: { children: ReactNode }) {
  const t = useTexts();
  const isNarrow = useIsNarrow();
  return (
    <Page>
      <PageHeader title={t('title')} meta={isNarrow ? undefined : t('about')} />
      <SandboxTabs current="mail" />
      <PageBody>
        <div className="max-w-[880px] px-4 pb-12">{children}</div>
      </PageBody>
    </Page>
  );
}

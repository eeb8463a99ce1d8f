import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useCan, useMe } from '#lib/me';
import { useIsNarrow } from '#lib/use-media';
import { LinkTabs } from '#ui/tabs';
import { useTexts } from './settings-texts.ts';

export const settingsPages = [
  'profile',
  'preferences',
  'keyboard',
  'security',
  'organization',
  'team',
  'keys',
  'mailbox',
] as const;
export type SettingsPage = (typeof settingsPages)[number];

const addresses = {
  profile: '/settings/profile',
  preferences: '/settings/preferences',
  keyboard: '/settings/keyboard',
  security: '/settings/security',
  organization: '/settings/organization',
  team: '/settings/team',
  keys: '/settings/keys',
  mailbox: '/settings/mailbox',
} as const satisfies Record<SettingsPage, string>;

interface Group {
  readonly key: 'own' | 'company' | 'installation';
  readonly pages: readonly SettingsPage[];
}

/** The pages that this person has, in their groups. */
function useGroups(hasMailbox: boolean): readonly Group[] {
  const can = useCan();
  const company: SettingsPage[] = ['organization'];
  if (can('members:list')) company.push('team');
  if (can('api_keys:read')) company.push('keys');
  const groups: Group[] = [
    { key: 'own', pages: ['profile', 'preferences', 'keyboard', 'security'] },
    { key: 'company', pages: company },
    { key: 'installation', pages: hasMailbox ? ['mailbox'] : [] },
  ];
  return groups.filter(({ pages }) => pages.length > 0);
}

/** The list of settings beside the one that is open; tabs above it on a phone. */
export function SettingsLayout({
  current,
  hasMailbox,
  children,
}: {
  current: SettingsPage;
  hasMailbox: boolean;
  children: ReactNode;
}) {
  const t = useTexts();
  const isNarrow = useIsNarrow();
  const groups = useGroups(hasMailbox);
  const { organization } = useMe();
  if (isNarrow) {
    const tabs = groups.flatMap(({ pages }) =>
      pages.map((key) => ({ key, label: t(key), active: key === current, link: { to: addresses[key] } })),
    );
    return (
      <div className="flex h-full flex-col">
        <LinkTabs label={t('settings')} tabs={tabs} className="px-4" />
        <div className="min-h-0 flex-1">{children}</div>
      </div>
    );
  }
  return (
    <div className="flex h-full">
      <nav
        aria-label={t('settings')}
        className="flex w-52 shrink-0 flex-col gap-0.5 overflow-y-auto border-r px-2 pb-4"
      >
        <p className="flex h-12 items-center px-2 text-16 font-semibold">{t('settings')}</p>
        {groups.map(({ key, pages }) => (
          <div key={key} className="flex flex-col gap-0.5 pb-3">
            <h2 className="truncate px-2 pb-1 text-12 text-text-3">{key === 'company' ? organization.name : t(key)}</h2>
            {pages.map((page) => (
              <Link
                key={page}
                to={addresses[page]}
                className={clsx(
                  'flex h-7 items-center rounded-6 px-2',
                  page === current ? 'bg-neutral-soft font-medium text-text' : 'text-text-2 hover:bg-hover',
                )}
                activeProps={{ 'aria-current': 'page' }}
              >
                {t(page)}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

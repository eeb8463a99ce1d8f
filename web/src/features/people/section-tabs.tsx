import { useLocation } from '@tanstack/react-router';
import { useCan } from '#lib/me';
import { LinkTabs } from '#ui/tabs';
import { useTexts } from './texts.ts';

/** The pages about people, each with its address. */
export function SectionTabs() {
  const t = useTexts();
  const can = useCan();
  const { pathname } = useLocation();
  const tabs = [
    { key: 'everyone', to: '/contacts', permission: 'contacts:read' },
    { key: 'groups', to: '/contacts/groups', permission: 'contacts:read' },
    { key: 'suppressions', to: '/contacts/suppressions', permission: 'suppressions:read' },
    { key: 'imports', to: '/contacts/imports', permission: 'contacts:import' },
  ] as const;
  return (
    <LinkTabs
      label={t('sections')}
      className="px-4"
      tabs={tabs
        .filter(({ permission }) => can(permission))
        .map(({ key, to }) => ({ key, label: t(key), active: pathname === to, link: { to } }))}
    />
  );
}

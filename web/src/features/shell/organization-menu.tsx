import { useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ChevronsUpDown, Settings2, UsersRound } from 'lucide-react';
import { ApiError } from '#lib/api';
import { useCan, useMe } from '#lib/me';
import { toast } from '#lib/toasts';
import { Menu, type MenuItem } from '#ui/menu';
import { OrganizationMark } from '#ui/organization-mark';
import { openOrganization } from './switch-organization.ts';
import { useTexts } from './texts.ts';

/** Where one is, where else one could be, and what belongs to the company as a whole. */
export function OrganizationMenu({ collapsed }: { collapsed: boolean }) {
  const t = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { organization, organizations } = useMe();
  const open = (id: string): void => {
    if (id === organization.id) return;
    openOrganization(id).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    });
  };
  const choices: MenuItem[] = organizations.map((each) => ({
    label: each.name,
    icon: <OrganizationMark name={each.name} image={each.logoUrl} />,
    checked: each.id === organization.id,
    onSelect: () => open(each.id),
  }));
  const several: MenuItem[] = organizations.length > 1 ? [{ heading: t('organizations') }, ...choices, 'line'] : [];
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className={clsx(
            'flex h-8 min-w-0 items-center gap-2 rounded-6 hover:bg-hover',
            collapsed ? 'w-8 justify-center' : 'flex-1 px-1.5',
          )}
        >
          <span className="sr-only">{t('organization_menu', { name: organization.name })}</span>
          <OrganizationMark name={organization.name} image={organization.logoUrl} />
          {!collapsed && (
            <>
              <span aria-hidden className="min-w-0 flex-1 truncate text-left font-semibold text-text">
                {organization.name}
              </span>
              <ChevronsUpDown aria-hidden className="text-text-3" />
            </>
          )}
        </button>
      }
      items={[
        ...several,
        {
          label: t('organization_settings'),
          icon: <Settings2 aria-hidden />,
          onSelect: () => void navigate({ to: '/settings/organization' }),
        },
        ...(can('members:list')
          ? [
              {
                label: t('team'),
                icon: <UsersRound aria-hidden />,
                onSelect: () => void navigate({ to: '/settings/team' }),
              },
            ]
          : []),
      ]}
    />
  );
}

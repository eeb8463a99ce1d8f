import { useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { LogOut, UserRound } from 'lucide-react';
import { api } from '#lib/api';
import { setLanguage, useLanguage, type Language } from '#lib/i18n';
import { useMe } from '#lib/me';
import { leavePage } from '#lib/page-owner';
import { useUpdateMe } from '#lib/preferences';
import { setTheme, themes, useTheme } from '#lib/theme';
import { Avatar } from '#ui/avatar';
import { Menu } from '#ui/menu';
import { useTexts } from './texts.ts';

export function UserMenu({ collapsed }: { collapsed: boolean }) {
  const t = useTexts();
  const navigate = useNavigate();
  const theme = useTheme();
  const language = useLanguage();
  const { user } = useMe();
  const name = user?.name ?? '';
  const update = useUpdateMe();
  const chooseLanguage = (next: Language): void => {
    setLanguage(next);
    update.mutate({ language: next });
  };
  const signOut = async (): Promise<void> => {
    await api.post('/sign-out', undefined, { ofSession: true });
    // The shell cannot be without its person, so it goes first.
    await navigate({ to: '/sign-in' });
    leavePage();
  };
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={collapsed ? name : undefined}
          className={clsx(
            'flex h-8 min-w-0 items-center gap-2 rounded-6 px-1.5 hover:bg-hover md:h-7',
            !collapsed && 'flex-1',
          )}
        >
          <Avatar name={name} image={user?.avatarUrl ?? null} size={20} />
          {!collapsed && <span className="truncate">{name}</span>}
        </button>
      }
      items={[
        { label: t('profile'), icon: <UserRound aria-hidden />, onSelect: () => void navigate({ to: '/settings' }) },
        'line',
        { heading: t('theme') },
        ...themes.map((each) => ({
          label: t(`theme_${each}`),
          checked: each === theme,
          onSelect: () => {
            setTheme(each);
            update.mutate({ preferences: { theme: each } });
          },
        })),
        'line',
        { heading: t('language') },
        { label: 'English', checked: language === 'en', onSelect: () => chooseLanguage('en') },
        { label: 'Русский', checked: language === 'ru', onSelect: () => chooseLanguage('ru') },
        'line',
        { label: t('sign_out'), icon: <LogOut aria-hidden />, onSelect: () => void signOut() },
      ]}
    />
  );
}

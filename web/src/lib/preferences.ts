/** What the person has chosen, kept by the server and applied to the page. */
import type { Me, UpdateMe } from '@parley/contract/accounts';
import type { Preferences } from '@parley/contract/preferences';
import { useMutation } from '@tanstack/react-query';
import { api } from './api.ts';
import { setTimeZone } from './format.ts';
import { setLanguage } from './i18n.ts';
import { meQuery, useMe } from './me.ts';
import { queryClient } from './query-client.ts';
import { setShortcutSettings } from './shortcuts.ts';
import { setTheme } from './theme.ts';

/** Only for who has no person behind them, which the app never shows. */
const none: Preferences = {
  theme: 'system',
  density: 'normal',
  sendKey: 'enter',
  afterClose: 'next',
  undoSeconds: 10,
  shortcuts: { enabled: true, custom: {} },
  firstSteps: false,
};

export function usePreferences(): Preferences {
  return useMe().user?.preferences ?? none;
}

let applied: Me | null = null;

/** Brings the page to the person's language, theme, density, time zone and keys; once for each answer of the server. */
export function applyPreferences(me: Me): void {
  const { user } = me;
  if (!user || me === applied) return;
  applied = me;
  setLanguage(user.language);
  setTheme(user.preferences.theme);
  setTimeZone(user.timeZone);
  setShortcutSettings(user.preferences.shortcuts);
  document.documentElement.dataset['density'] = user.preferences.density;
}

type Changes = Omit<UpdateMe, 'preferences'> & { readonly preferences?: Partial<Preferences> };

/** Changes something of oneself: seen at once, taken back when the server refuses. */
export function useUpdateMe() {
  return useMutation({
    mutationFn: (changes: Changes) => api.patch<Me>('/me', changes),
    onMutate: (changes) => {
      const before = queryClient.getQueryData(meQuery.queryKey);
      if (before) keepMe(withChanges(before, changes));
      return before;
    },
    onError: (_error, _changes, before) => before && keepMe(before),
    onSuccess: keepMe,
  });
}

/** What the server says of the person now. */
export function keepMe(me: Me): void {
  queryClient.setQueryData(meQuery.queryKey, me);
  applyPreferences(me);
}

function withChanges(me: Me, { preferences, ...own }: Changes): Me {
  if (!me.user) return me;
  const defined = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...me, user: { ...me.user, ...defined, preferences: { ...me.user.preferences, ...preferences } } };
}

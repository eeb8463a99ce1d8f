import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { actionGroups, actionIds, factsOf, useActionTexts, type ActionGroup, type ActionId } from '#lib/actions';
import { ApiError } from '#lib/api';
import { useCan } from '#lib/me';
import { usePreferences, useUpdateMe } from '#lib/preferences';
import { keysUnder } from '#lib/shortcuts';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { Switch } from '#ui/checkbox';
import { knownOf, spoken, withoutKey, type CustomKeys } from './chosen-keys.ts';
import { KeyRow } from './keyboard-row.tsx';
import { useTexts } from './keyboard-texts.ts';
import { Section, SettingsPageFrame } from './settings-section.tsx';

/** Whose pages nobody sees without it. */
const permissions = {
  inbox: 'conversations:read',
  people: 'contacts:read',
  campaigns: 'campaigns:read',
  templates: 'templates:read',
  handset: 'sandbox:use',
} as const satisfies Partial<Record<ActionGroup, string>>;

export function KeyboardPage() {
  const t = useTexts();
  const name = useActionTexts();
  const can = useCan();
  const { shortcuts } = usePreferences();
  const update = useUpdateMe();
  const [recording, setRecording] = useState<ActionId | null>(null);
  /** Told to those who do not see the keys change. */
  const [news, setNews] = useState('');
  const custom = knownOf(shortcuts.custom);
  const save = (changes: Partial<typeof shortcuts>, said: string): void => {
    setNews(said);
    update.mutate(
      { preferences: { shortcuts: { enabled: shortcuts.enabled, custom, ...changes } } },
      { onError: (error) => error instanceof ApiError && toast(error.message, { tone: 'danger' }) },
    );
  };
  const choose = (next: CustomKeys, said: string): void => {
    setRecording(null);
    save({ custom: next }, said);
  };
  const reset = (id: ActionId): void => {
    const keys = spoken(factsOf(id).keys, t('none'));
    choose(withoutKey(custom, id), t('was_reset', { action: name(id), keys }));
  };
  const groups = actionGroups.filter((group) => !(group in permissions) || can(permissions[group as 'inbox']));
  return (
    <SettingsPageFrame
      title={t('keyboard')}
      actions={
        <Button
          icon={<RotateCcw aria-hidden />}
          disabledReason={Object.keys(custom).length === 0 ? t('nothing_to_reset') : null}
          onClick={() => choose({}, t('all_reset'))}
        >
          {t('reset_all')}
        </Button>
      }
    >
      <p className="max-w-[64ch] py-3 text-text-2">{t('hint')}</p>
      <Switch
        checked={shortcuts.enabled}
        onChange={(enabled) => save({ enabled }, enabled ? '' : t('single_keys_off'))}
        label={t('single_keys')}
        hint={t('single_keys_hint')}
      />
      <p role="status" className="sr-only">
        {news}
      </p>
      {groups.map((group) => (
        <Section key={group} title={name(`group_${group}`)}>
          <ul className="-my-1">
            {actionIds
              .filter((id) => factsOf(id).group === group && keysUnder(id, { custom }).length > 0)
              .map((id) => (
                <KeyRow
                  key={id}
                  id={id}
                  custom={custom}
                  isRecording={recording === id}
                  onRecord={(on) => setRecording(on ? id : null)}
                  onChoose={choose}
                  onReset={() => reset(id)}
                />
              ))}
          </ul>
        </Section>
      ))}
    </SettingsPageFrame>
  );
}

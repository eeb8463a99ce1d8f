import type { Preferences } from '@parley/contract/preferences';
import { useState } from 'react';
import { ApiError } from '#lib/api';
import { usePreferences, useUpdateMe } from '#lib/preferences';
import { themes } from '#lib/theme';
import { toast } from '#lib/toasts';
import { Input } from '#ui/input';
import { Select } from '#ui/select';
import { Segments } from '#ui/tabs';
import { Section, Setting, SettingsPageFrame } from './settings-section.tsx';
import { useTexts } from './settings-texts.ts';

type Choose = (changes: Partial<Preferences>) => void;

export function PreferencesPage() {
  const t = useTexts();
  const preferences = usePreferences();
  const update = useUpdateMe();
  const choose: Choose = (changes) =>
    update.mutate(
      { preferences: changes },
      { onError: (error) => error instanceof ApiError && toast(error.message, { tone: 'danger' }) },
    );
  return (
    <SettingsPageFrame title={t('preferences')}>
      <Looks preferences={preferences} choose={choose} />
      <Answering preferences={preferences} choose={choose} />
    </SettingsPageFrame>
  );
}

function Looks({ preferences, choose }: { preferences: Preferences; choose: Choose }) {
  const t = useTexts();
  return (
    <Section title={t('looks')}>
      <Setting label={t('theme')}>
        <Segments
          label={t('theme')}
          value={preferences.theme}
          onChange={(theme) => choose({ theme })}
          options={themes.map((value) => ({ value, label: t(`theme_${value}`) }))}
        />
      </Setting>
      <Setting label={t('density')} hint={t('density_hint')}>
        <Segments
          label={t('density')}
          value={preferences.density}
          onChange={(density) => choose({ density })}
          options={[
            { value: 'normal', label: t('density_normal') },
            { value: 'compact', label: t('density_compact') },
          ]}
        />
      </Setting>
    </Section>
  );
}

function Answering({ preferences, choose }: { preferences: Preferences; choose: Choose }) {
  const t = useTexts();
  return (
    <Section title={t('answering')} hint={t('answering_hint')}>
      <Setting
        label={t('send_key')}
        hint={preferences.sendKey === 'enter' ? t('send_enter_hint') : t('send_ctrl_hint')}
      >
        <Segments
          label={t('send_key')}
          value={preferences.sendKey}
          onChange={(sendKey) => choose({ sendKey })}
          options={[
            { value: 'enter', label: t('send_enter') },
            { value: 'ctrl_enter', label: t('send_ctrl') },
          ]}
        />
      </Setting>
      <Setting label={t('after_close')}>
        <Select
          aria-label={t('after_close')}
          className="w-48"
          value={preferences.afterClose}
          onChange={(afterClose) => choose({ afterClose })}
          options={[
            { value: 'next', label: t('after_next') },
            { value: 'list', label: t('after_list') },
            { value: 'stay', label: t('after_stay') },
          ]}
        />
      </Setting>
      <Setting label={t('undo')} hint={t('undo_hint')}>
        <UndoSeconds seconds={preferences.undoSeconds} onChange={(undoSeconds) => choose({ undoSeconds })} />
      </Setting>
    </Section>
  );
}

const mostSeconds = 30;

/** Taken when the field is left or Enter is pressed, so that 1 is not taken on the way to 15. */
function UndoSeconds({ seconds, onChange }: { seconds: number; onChange: (seconds: number) => void }) {
  const t = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const take = (): void => {
    if (typed === null) return;
    const wanted = Math.round(Number(typed.replace(',', '.')));
    if (typed.trim() !== '' && Number.isFinite(wanted)) onChange(Math.min(mostSeconds, Math.max(0, wanted)));
    setTyped(null);
  };
  return (
    <span className="inline-flex items-center gap-2">
      <span className="w-16">
        <Input
          aria-label={t('undo')}
          inputMode="numeric"
          className="num text-right"
          value={typed ?? String(seconds)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
      </span>
      <span className="text-text-3">{t('seconds')}</span>
    </span>
  );
}

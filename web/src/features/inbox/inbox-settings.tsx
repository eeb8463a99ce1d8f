import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Select } from '#ui/select';
import { Switch } from '#ui/checkbox';
import { setWindowSettings, setWorkPreferences, useWindowSettings, useWorkPreferences } from './settings.ts';
import { useTexts } from './texts.ts';

const undoChoices = [0, 5, 10, 20, 30] as const;

/** How a person likes to work. */
export function InboxSettingsDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const settings = useWorkPreferences();
  const { sound } = useWindowSettings();
  return (
    <Dialog open onClose={onClose} title={t('settings')}>
      <div className="flex flex-col gap-4">
        <Field label={t('setting_send')}>
          {(control) => (
            <Select
              {...control}
              value={settings.sendKey}
              onChange={(sendKey) => setWorkPreferences({ sendKey })}
              options={[
                { value: 'ctrl_enter', label: t('setting_ctrl_enter') },
                { value: 'enter', label: t('setting_enter') },
              ]}
            />
          )}
        </Field>
        <Field label={t('setting_undo')}>
          {(control) => (
            <Select
              {...control}
              value={String(settings.undoSeconds)}
              onChange={(value) => setWorkPreferences({ undoSeconds: Number(value) })}
              options={undoChoices.map((count) => ({
                value: String(count),
                label: count === 0 ? t('setting_undo_off') : t('setting_seconds', { count }),
              }))}
            />
          )}
        </Field>
        <Field label={t('setting_after')}>
          {(control) => (
            <Select
              {...control}
              value={settings.afterClose}
              onChange={(afterClose) => setWorkPreferences({ afterClose })}
              options={(['next', 'list', 'stay'] as const).map((value) => ({
                value,
                label: t(`setting_after_${value}`),
              }))}
            />
          )}
        </Field>
        <Field label={t('setting_density')}>
          {(control) => (
            <Select
              {...control}
              value={settings.density}
              onChange={(density) => setWorkPreferences({ density })}
              options={(['normal', 'compact'] as const).map((value) => ({ value, label: t(`setting_${value}`) }))}
            />
          )}
        </Field>
        <Switch label={t('setting_sound')} checked={sound} onChange={(on) => setWindowSettings({ sound: on })} />
      </div>
    </Dialog>
  );
}

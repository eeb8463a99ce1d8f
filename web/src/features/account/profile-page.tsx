import { Form } from '#ui/form';
import { languages, setLanguage } from '#lib/i18n';
import { useState } from 'react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { useUpdateMe } from '#lib/preferences';
import { toast } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Segments } from '#ui/tabs';
import { AvatarSetting } from './avatar-setting.tsx';
import { EmailState } from './email-state.tsx';
import { TextField } from './form-parts.tsx';
import { languageNames } from './language-names.ts';
import { LongSelect } from './long-select.tsx';
import { useTimeZones } from './place-options.ts';
import { Section, Setting, SettingsPageFrame } from './settings-section.tsx';
import { useTexts } from './settings-texts.ts';

export function ProfilePage() {
  const t = useTexts();
  return (
    <SettingsPageFrame title={t('profile')}>
      <Section title={t('person')} hint={t('person_hint')}>
        <AvatarSetting />
        <PersonForm />
      </Section>
      <PlaceSection />
    </SettingsPageFrame>
  );
}

function PersonForm() {
  const t = useTexts();
  const ui = useUiTexts();
  const format = useFormat();
  const { user } = useMe();
  const update = useUpdateMe();
  const known = { name: user?.name ?? '', phone: user?.phone ? format.phone(user.phone) : '' };
  const [typed, setTyped] = useState<Partial<typeof known>>({});
  const { name, phone } = { ...known, ...typed };
  const isChanged = name !== known.name || phone !== known.phone;
  const submit = useSubmit(['name', 'phone'], async () => {
    await update.mutateAsync({ name, phone: phone.trim() === '' ? null : phone });
    setTyped({});
    toast(ui('saved'), { tone: 'success' });
  });
  return (
    <Form submit={submit} className="max-w-[420px]">
      <TextField
        label={t('name')}
        path="name"
        submit={submit}
        autoComplete="name"
        value={name}
        onChange={(next) => setTyped({ ...typed, name: next })}
      />
      <div className="flex flex-col gap-2">
        <Field label={t('email')} hint={t('email_hint')}>
          {(control) => <Input {...control} readOnly value={user?.email ?? ''} />}
        </Field>
        <EmailState />
      </div>
      <TextField
        label={t('phone')}
        hint={t('phone_hint')}
        optional={t('optional')}
        path="phone"
        submit={submit}
        type="tel"
        autoComplete="tel"
        value={phone}
        onChange={(next) => setTyped({ ...typed, phone: next })}
      />
      {isChanged && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={submit.busy}>
            {ui('save')}
          </Button>
          <Button variant="ghost" onClick={() => setTyped({})}>
            {t('discard')}
          </Button>
        </div>
      )}
    </Form>
  );
}

function PlaceSection() {
  const t = useTexts();
  const format = useFormat();
  const { user } = useMe();
  const update = useUpdateMe();
  const zones = useTimeZones(user?.timeZone ?? 'UTC');
  const failed = (error: unknown): void => {
    if (error instanceof ApiError) toast(error.message, { tone: 'danger' });
  };
  return (
    <Section title={t('place')} hint={t('place_hint')}>
      <Setting label={t('language')}>
        <Segments
          label={t('language')}
          value={user?.language ?? 'en'}
          onChange={(language) => {
            setLanguage(language);
            update.mutate({ language }, { onError: failed });
          }}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
        />
      </Setting>
      <Setting label={t('time_zone')} hint={t('now_there', { time: format.time(Date.now()) })}>
        <LongSelect
          aria-label={t('time_zone')}
          options={zones}
          value={user?.timeZone ?? 'UTC'}
          onChange={(timeZone) => update.mutate({ timeZone }, { onError: failed })}
        />
      </Setting>
    </Section>
  );
}

import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronRight, FlaskConical, PlugZap } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { toast } from '#lib/toasts';
import { useSubmit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Page, PageBody, PageHeader } from '#ui/page';
import { ErrorState } from '#ui/states';
import { kindOf, settingsOf, standardValues, type KindName, type KindShape, type Values } from './kinds.ts';
import { SettingsFields } from './settings-fields.tsx';
import { TestResult, type TestOutcome } from './test-result.tsx';
import { useTexts } from './texts.ts';
import { useSandboxChannel } from './use-sandbox-channel.ts';

type Intent = 'test' | 'add';

/** Two steps: what is connected, then the account, tried before it is kept. */
export function NewChannel({
  kindName,
  onKind,
  onAdded,
}: {
  kindName: string | null;
  onKind: (kind: KindName | null) => void;
  onAdded: (id: string) => void;
}) {
  const t = useTexts();
  const kind = kindName === null ? undefined : kindOf(kindName);
  return (
    <Page>
      <PageHeader
        title={t('new_title')}
        crumbs={[{ label: t('back'), link: { to: '/channels' } }]}
        meta={t('step_of', { step: kind ? 2 : 1 })}
      />
      <PageBody className="px-4 py-6">
        {kind ? (
          <AccountStep key={kind.kind} kind={kind} onBack={() => onKind(null)} onAdded={onAdded} />
        ) : (
          <KindStep onKind={onKind} onAdded={onAdded} />
        )}
      </PageBody>
    </Page>
  );
}

function KindStep({ onKind, onAdded }: { onKind: (kind: KindName) => void; onAdded: (id: string) => void }) {
  const t = useTexts();
  const { busy, add } = useSandboxChannel(onAdded);
  return (
    <section aria-labelledby="choose-kind" className="max-w-160">
      <h2 id="choose-kind" className="mb-2 text-16 font-semibold">
        {t('step_kind')}
      </h2>
      <ul className="flex flex-col">
        <Choice
          icon={<ChannelGlyph network="telegram" decorative />}
          label={t('choose_telegram')}
          text={t('kind_telegram_text')}
          onClick={() => onKind('telegram-bot')}
        />
        <Choice
          icon={<ChannelGlyph network="sms" decorative />}
          label={t('choose_sms')}
          text={t('kind_sms_text')}
          onClick={() => onKind('sms-smpp')}
        />
        <Choice
          icon={<FlaskConical aria-hidden className="text-text-3" />}
          label={t('choose_sandbox_telegram')}
          text={t('kind_sandbox_text')}
          busy={busy}
          onClick={() => add('telegram-bot')}
        />
        <Choice
          icon={<FlaskConical aria-hidden className="text-text-3" />}
          label={t('choose_sandbox_sms')}
          text={t('kind_sandbox_text')}
          busy={busy}
          onClick={() => add('sms-smpp')}
        />
      </ul>
    </section>
  );
}

function Choice({
  icon,
  label,
  text,
  busy = false,
  onClick,
}: {
  icon: ReactNode;
  label: string;
  text: string;
  busy?: boolean;
  onClick: () => void;
}) {
  return (
    <li className="border-b">
      <button
        type="button"
        aria-busy={busy || undefined}
        onClick={() => !busy && onClick()}
        className="flex w-full items-start gap-3 rounded-6 px-2 py-3 text-left hover:bg-hover"
      >
        <span className="mt-0.5">{icon}</span>
        <span className="min-w-0 flex-1">
          <span className="block text-14 font-medium">{label}</span>
          <span className="block max-w-[64ch] text-13 leading-msg text-text-2">{text}</span>
        </span>
        <ChevronRight aria-hidden className="mt-1 text-text-3" />
      </button>
    </li>
  );
}

function AccountStep({
  kind,
  onBack,
  onAdded,
}: {
  kind: KindShape;
  onBack: () => void;
  onAdded: (id: string) => void;
}) {
  const t = useTexts();
  const client = useQueryClient();
  const [values, setValues] = useState<Values>(standardValues(kind));
  const [name, setName] = useState(t(kind.network === 'telegram' ? 'choose_telegram' : 'choose_sms'));
  const [outcome, setOutcome] = useState<TestOutcome | null>(null);
  /** Which button was pressed. A failed test does not keep an account from being added. */
  const [intent, setIntent] = useState<Intent>('add');
  const pressed = useRef<Intent>('add');
  const press = (next: Intent): void => {
    pressed.current = next;
    setIntent(next);
  };
  const paths = ['name', ...kind.fields.map((field) => `settings.${field.name}`)];
  const submit = useSubmit(
    paths,
    async () => {
      const settings = settingsOf(kind, values);
      if (pressed.current === 'test' || outcome === null) {
        const tested = await api.post<TestOutcome>('/channels/test', { kind: kind.kind, settings });
        setOutcome(tested);
        if (pressed.current === 'test' || !tested.ok) return;
      }
      const added = await api.post<Channel>('/channels', { kind: kind.kind, name, settings });
      await client.invalidateQueries({ queryKey: ['channels'] });
      toast(t('added', { name: added.name }), { tone: 'success' });
      onAdded(added.id);
    },
    { channel_name_taken: 'name', channel_account_taken: 'settings.token' },
  );
  const change = (field: string, value: string | number | boolean): void => {
    submit.clear(`settings.${field}`);
    setOutcome(null);
    setValues({ ...values, [field]: value });
  };
  return (
    <div className="grid max-w-[960px] gap-8 lg:grid-cols-[minmax(0,440px)_minmax(0,1fr)]">
      <form onSubmit={submit.onSubmit} className="flex flex-col gap-4" noValidate aria-label={t('step_account')}>
        <SettingsFields kind={kind} values={values} onChange={change} errorOf={submit.errorOf} />
        <Field label={t('name')} hint={t('name_hint')} error={submit.errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={(event) => {
                submit.clear('name');
                setName(event.target.value);
              }}
            />
          )}
        </Field>
        <div aria-live="polite">{outcome && <TestResult outcome={outcome} />}</div>
        {submit.failure && <ErrorState flush error={submit.failure} />}
        <div className="flex flex-col-reverse gap-2 md:flex-row">
          <Button onClick={onBack}>{t('back_step')}</Button>
          <Button
            type="submit"
            icon={<PlugZap aria-hidden />}
            busy={submit.busy && intent === 'test'}
            onClick={() => press('test')}
          >
            {t('test_first')}
          </Button>
          <Button type="submit" variant="primary" busy={submit.busy && intent === 'add'} onClick={() => press('add')}>
            {t(outcome?.ok === false ? 'add_anyway' : 'add_now')}
          </Button>
        </div>
      </form>
      <Guide network={kind.network === 'telegram' ? 'telegram' : 'sms'} />
    </div>
  );
}

/** Where what is asked for is to be had. */
function Guide({ network }: { network: 'telegram' | 'sms' }) {
  const t = useTexts();
  const steps = ([1, 2, 3] as const).map((step) => t(`how_${network}_${step}`));
  return (
    <aside aria-label={t(`how_${network}`)} className="flex flex-col gap-2 lg:border-l lg:pl-6">
      <h2 className="text-13 font-semibold">{t(`how_${network}`)}</h2>
      <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-14 leading-msg text-text-2">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="text-13 leading-msg text-text-3">{t(`how_${network}_note`)}</p>
    </aside>
  );
}

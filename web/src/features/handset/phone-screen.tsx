import { useQuery } from '@tanstack/react-query';
import type { PhoneDetails } from '@parley/contract/sandbox';
import { clsx } from 'clsx';
import { BatteryMedium, ChevronLeft, EllipsisVertical, Plane, Signal, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormat } from '#lib/format';
import { toast } from '#lib/toasts';
import { useIsNarrow } from '#lib/use-media';
import { Button, IconButton } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { ErrorState, SkeletonRows } from '#ui/states';
import { sandboxQuery, useBlock, useChangePhone, usePhone } from './handset-queries.ts';
import { PhoneChats } from './phone-chats.tsx';
import { PhoneThread } from './phone-thread.tsx';
import { useTexts } from './texts.ts';
import { threadsOf, type Thread } from './threads.ts';

/** One customer's phone: a list of chats, or one of them. */
export function PhoneScreen({ number, onClose }: { number: string; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const isNarrow = useIsNarrow();
  const { data: phone, error, refetch } = usePhone(number);
  const shown = phone?.name ?? format.phone(number);
  return (
    <section
      aria-label={t('phone_of', { name: shown })}
      className="flex h-full w-full min-w-0 flex-col md:max-h-[760px] md:w-[360px] md:max-w-[360px] md:self-center"
    >
      <div className="flex h-12 shrink-0 items-center gap-1 px-2 md:h-10 md:px-1">
        {isNarrow && <IconButton label={t('back_to_list')} icon={<ChevronLeft aria-hidden />} onClick={onClose} />}
        <h2 className="num min-w-0 flex-1 truncate font-semibold">{shown}</h2>
        {phone && <PhoneMenu phone={phone} />}
        {!isNarrow && <IconButton label={t('close_phone')} size="small" icon={<X aria-hidden />} onClick={onClose} />}
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-hidden bg-surface md:rounded-12 md:border-[6px] md:border-overlay md:shadow-overlay">
        <StatusBar online={phone?.online ?? true} />
        {error && !phone && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!phone && !error && <SkeletonRows count={4} height="h-16" />}
        {phone && <Screen phone={phone} />}
      </div>
    </section>
  );
}

function Screen({ phone }: { phone: PhoneDetails }) {
  const { data: sandbox } = useQuery(sandboxQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isHome, setIsHome] = useState(false);
  if (!sandbox) return null;
  const threads = threadsOf(phone, sandbox);
  // A phone with one chat opens on it, as a person's thumb would.
  const written = threads.filter(({ messages }) => messages.length > 0);
  const only = written.length === 1 ? written[0] : undefined;
  const thread = isHome ? undefined : (threads.find(({ key }) => key === chosen) ?? only);
  if (!thread) {
    const open = ({ key }: Thread): void => {
      setChosen(key);
      setIsHome(false);
    };
    return <PhoneChats threads={threads} onOpen={open} />;
  }
  const takesPictures = sandbox.networks.some((each) => each.network === thread.account.network && each.takesPictures);
  return (
    <PhoneThread
      key={thread.key}
      phone={phone}
      thread={thread}
      takesPictures={takesPictures}
      onBack={() => setIsHome(true)}
    />
  );
}

function StatusBar({ online }: { online: boolean }) {
  const t = useTexts();
  const format = useFormat();
  const now = useMinute();
  return (
    <div className="num flex h-7 shrink-0 items-center gap-1.5 px-4 text-12 font-medium">
      <time className="flex-1">{format.time(now)}</time>
      <span className={clsx('inline-flex items-center gap-1', !online && 'text-warning')}>
        {online ? <Signal aria-hidden className="size-3.5!" /> : <Plane aria-hidden className="size-3.5!" />}
        {online ? <span className="sr-only">{t('online')}</span> : t('offline')}
      </span>
      <BatteryMedium aria-hidden className="size-4.5!" />
    </div>
  );
}

function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function PhoneMenu({ phone }: { phone: PhoneDetails }) {
  const t = useTexts();
  const change = useChangePhone();
  const block = useBlock(phone.number);
  const { data: sandbox } = useQuery(sandboxQuery);
  const [naming, setNaming] = useState(false);
  const failed = (error: Error): void => void toast(error.message, { tone: 'danger' });
  const { number, online, blocked } = phone;
  return (
    <>
      <Button
        size="small"
        variant="ghost"
        icon={online ? <Plane aria-hidden /> : <Signal aria-hidden />}
        busy={change.isPending}
        onClick={() => change.mutate({ number, online: !online }, { onError: failed })}
      >
        {online ? t('go_offline') : t('go_online')}
      </Button>
      <Menu
        trigger={<IconButton label={t('phone_menu')} size="small" icon={<EllipsisVertical aria-hidden />} />}
        items={[
          { label: t('rename'), onSelect: () => setNaming(true) },
          'line',
          ...(sandbox?.accounts ?? []).map(({ channelId, title }) => ({
            label: t(blocked.includes(channelId) ? 'unblock' : 'block', { name: title }),
            danger: !blocked.includes(channelId),
            onSelect: () => block.mutate({ channelId, blocked: !blocked.includes(channelId) }, { onError: failed }),
          })),
        ]}
      />
      {naming && <Rename phone={phone} onClose={() => setNaming(false)} />}
    </>
  );
}

function Rename({ phone, onClose }: { phone: PhoneDetails; onClose: () => void }) {
  const t = useTexts();
  const change = useChangePhone();
  const [name, setName] = useState(phone.name ?? '');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rename')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form="rename-phone" variant="primary" busy={change.isPending}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        id="rename-phone"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ number: phone.number, name: name.trim() || null }, { onSuccess: onClose });
        }}
      >
        <Field label={t('name')} error={change.error?.message}>
          {(control) => (
            <Input {...control} value={name} maxLength={64} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

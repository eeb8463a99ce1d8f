import type { PhoneDetails, PhoneMessage } from '@parley/contract/sandbox';
import { clsx } from 'clsx';
import { ArrowUp, Ban, ChevronLeft, ImagePlus } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { urlOf } from '#lib/api';
import { useFormat } from '#lib/format';
import { IconButton } from '#ui/button';
import { ChannelGlyph } from '#ui/channel-glyph';
import { fieldLook } from '#ui/input';
import { useAnswer } from './handset-queries.ts';
import { useTexts } from './texts.ts';
import type { Thread } from './threads.ts';

/** One chat, as the customer sees it. */
export function PhoneThread({
  phone,
  thread,
  takesPictures,
  onBack,
}: {
  phone: PhoneDetails;
  thread: Thread;
  takesPictures: boolean;
  onBack: () => void;
}) {
  const t = useTexts();
  const { account, title, blocked } = thread;
  return (
    <>
      <header className="flex h-11 shrink-0 items-center gap-2 border-b px-2">
        <IconButton label={t('back')} size="small" icon={<ChevronLeft aria-hidden />} onClick={onBack} />
        <ChannelGlyph network={account.network} />
        <h3 className="min-w-0 flex-1 truncate text-14 font-semibold">
          {title}
          {account.network === 'telegram' && !thread.isTyping && (
            <span className="ml-1.5 text-12 font-regular text-text-3">{t('bot')}</span>
          )}
        </h3>
        <span role="status" className="shrink-0 pr-2 text-12 text-accent-text">
          {thread.isTyping && t('typing')}
        </span>
      </header>
      <Messages messages={thread.messages} network={account.network} />
      {blocked ? (
        <p role="status" className="flex items-center gap-2 border-t bg-warning-soft px-4 py-3 text-12">
          <Ban aria-hidden className="text-warning" />
          {t('blocked')}
        </p>
      ) : (
        <Composer phone={phone} thread={thread} takesPictures={takesPictures} />
      )}
    </>
  );
}

function Messages({ messages, network }: { messages: readonly PhoneMessage[]; network: 'sms' | 'telegram' }) {
  const t = useTexts();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const last = messages.at(-1)?.id;
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [last]);
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t('messages')}
      tabIndex={0}
      className={clsx('min-h-0 flex-1 overflow-y-auto px-3 py-2', network === 'telegram' && 'bg-bubble-out')}
    >
      {messages.length === 0 && <p className="p-2 text-text-2">{t('no_messages')}</p>}
      {messages.map((message, index) => {
        const day = format.dayKey(message.time);
        const isNewDay = index === 0 || format.dayKey(messages[index - 1]!.time) !== day;
        return (
          <div key={message.id}>
            {isNewDay && (
              <p className="py-2 text-center text-12 text-text-2">
                {format.isToday(message.time) ? t('today') : format.longDate(message.time)}
              </p>
            )}
            <Bubble message={message} network={network} />
          </div>
        );
      })}
    </div>
  );
}

function Bubble({ message, network }: { message: PhoneMessage; network: 'sms' | 'telegram' }) {
  const t = useTexts();
  const format = useFormat();
  const isOwn = message.direction === 'sent';
  const { picture, text, time } = message;
  return (
    <div className={clsx('mb-1.5 flex', isOwn ? 'justify-end' : 'justify-start')}>
      <div
        className={clsx(
          'max-w-[84%] overflow-hidden rounded-12 px-3 py-1.5 text-14 leading-msg',
          isOwn && 'rounded-br-4 bg-accent text-on-accent',
          !isOwn && (network === 'telegram' ? 'rounded-bl-4 bg-surface' : 'rounded-bl-4 bg-bubble-in'),
        )}
      >
        {picture && (
          <img
            src={urlOf(`/sandbox/pictures/${picture.id}`)}
            alt={t('picture_of', { name: picture.name })}
            className="-mx-3 -mt-1.5 mb-1 block w-[calc(100%+24px)] max-w-none"
          />
        )}
        {text && <p className="break-words whitespace-pre-wrap">{text}</p>}
        <time className={clsx('block text-right text-12', isOwn ? 'text-on-accent' : 'text-text-3')}>
          {format.time(time)}
        </time>
      </div>
    </div>
  );
}

function Composer({ phone, thread, takesPictures }: { phone: PhoneDetails; thread: Thread; takesPictures: boolean }) {
  const t = useTexts();
  const answer = useAnswer(phone.number);
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => grow(field.current), [text]);
  const offline = phone.online ? null : t('offline_hint');
  const send = (picture: File | null): void => {
    const said = text.trim();
    if (offline || answer.isPending || (said === '' && !picture)) return;
    setText('');
    answer.mutate(
      { channelId: thread.account.channelId, to: thread.sender, text: said, picture },
      // What was typed comes back; what was typed meanwhile stays behind it.
      { onError: () => setText((now) => [said, now].filter(Boolean).join('\n')) },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(null);
  };
  return (
    <form
      className="shrink-0 border-t p-2"
      onSubmit={(event) => {
        event.preventDefault();
        send(null);
      }}
    >
      {(offline ?? answer.error) && (
        <p role="status" className={clsx('px-1 pb-2 text-12', offline ? 'text-text-2' : 'text-danger')}>
          {offline ?? t('not_sent', { reason: answer.error!.message })}
        </p>
      )}
      <div className="flex items-end gap-1">
        {takesPictures && (
          <>
            <input
              ref={file}
              type="file"
              hidden
              accept="image/jpeg,image/png,image/webp,image/gif"
              onChange={(event) => {
                const [picture] = event.target.files ?? [];
                if (picture) send(picture);
                event.target.value = '';
              }}
            />
            <IconButton
              label={t('picture')}
              icon={<ImagePlus aria-hidden />}
              disabledReason={offline}
              onClick={() => file.current?.click()}
            />
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={4_000}
          aria-label={t('write')}
          placeholder={t('write')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className={clsx('max-h-32 min-h-8 flex-1 resize-none px-2.5 py-1.5', fieldLook)}
        />
        <IconButton
          type="submit"
          variant="primary"
          label={t('send')}
          icon={<ArrowUp aria-hidden />}
          busy={answer.isPending}
          disabledReason={offline}
        />
      </div>
    </form>
  );
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

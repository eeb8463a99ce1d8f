import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import { ChannelGlyph } from '#ui/channel-glyph';
import { useTexts } from './texts.ts';
import type { Thread } from './threads.ts';

/** All chats of a phone; also the channels it could write to. */
export function PhoneChats({ threads, onOpen }: { threads: readonly Thread[]; onOpen: (thread: Thread) => void }) {
  const t = useTexts();
  const isEmpty = threads.every(({ messages }) => messages.length === 0);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <h3 className="px-4 pt-2 pb-1 text-20 font-semibold tracking-[-0.012em]">{t('messages')}</h3>
      {isEmpty && <p className="px-4 pb-3 text-text-2">{t('no_messages_hint')}</p>}
      <ul>
        {threads.map((thread) => (
          <li key={thread.key}>
            <Chat thread={thread} onOpen={() => onOpen(thread)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Chat({ thread, onOpen }: { thread: Thread; onOpen: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const last = thread.messages.at(-1);
  const text = last && (last.text || t('picture_short'));
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-16 w-full items-center gap-3 px-4 py-2 text-left hover:bg-hover"
    >
      <span className="grid size-9 shrink-0 place-content-center rounded-full bg-neutral-soft">
        <ChannelGlyph network={thread.account.network} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-14 font-medium">{thread.title}</span>
          {last && <time className="text-12 text-text-3">{format.when(last.time)}</time>}
        </span>
        <span className={clsx('line-clamp-2', thread.isTyping ? 'text-accent-text' : 'text-text-2')}>
          {thread.isTyping
            ? t('typing')
            : last
              ? last.direction === 'sent'
                ? t('sent', { text: text! })
                : text
              : t('write_to', { name: thread.title })}
        </span>
      </span>
    </button>
  );
}

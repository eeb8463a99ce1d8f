import { Paperclip, X } from 'lucide-react';
import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import type { SentFile } from './outbox.ts';
import { useThreadTexts } from './thread-texts.ts';
import type { Upload } from './use-attachments.ts';

/** What will go with the message, and how far each file has come. */
export function AttachmentChips({
  files,
  uploads,
  onRemove,
  onDrop,
}: {
  files: readonly SentFile[];
  uploads: readonly Upload[];
  onRemove: (id: string) => void;
  onDrop: (id: string) => void;
}) {
  const t = useThreadTexts();
  const format = useFormat();
  if (files.length === 0 && uploads.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pt-2">
      {files.map(({ id, name, size }) => (
        <Chip key={id} name={name} note={format.bytes(size)} onRemove={() => onRemove(id)} />
      ))}
      {uploads.map(({ id, name, share, problem }) => (
        <Chip
          key={id}
          name={name}
          note={problem ?? format.percent(share)}
          label={
            problem === null
              ? t('uploading', { name, percent: format.percent(share) })
              : t('upload_failed', { name, reason: problem })
          }
          share={problem === null ? share : null}
          isBad={problem !== null}
          onRemove={() => onDrop(id)}
        />
      ))}
    </ul>
  );
}

function Chip({
  name,
  note,
  label,
  share = null,
  isBad,
  onRemove,
}: {
  name: string;
  note: string;
  label?: string;
  share?: number | null;
  isBad?: boolean;
  onRemove: () => void;
}) {
  const t = useThreadTexts();
  return (
    <li className="relative flex h-7 max-w-full items-center gap-1.5 overflow-hidden rounded-6 border border-border-soft pr-0.5 pl-2 text-12">
      {share !== null && (
        <span
          role="progressbar"
          aria-label={label}
          aria-valuenow={Math.round(share * 100)}
          className="absolute inset-y-0 left-0 bg-accent-soft"
          style={{ width: `${share * 100}%` }}
        />
      )}
      <Paperclip aria-hidden className="relative size-3.5! text-text-3" />
      <span className="relative truncate font-medium">{name}</span>
      <span
        {...(isBad && { role: 'alert' })}
        className={clsx('num relative truncate', isBad ? 'text-danger' : 'text-text-3')}
      >
        {note}
      </span>
      <button
        type="button"
        aria-label={t('remove_file', { name })}
        onClick={onRemove}
        className="relative grid size-6 place-content-center rounded-4 text-text-3 hover:bg-hover hover:text-text"
      >
        <X aria-hidden className="size-3.5!" />
      </button>
    </li>
  );
}

import { CircleAlert, Paperclip, RotateCw, TriangleAlert, X } from 'lucide-react';
import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import type { SentFile } from './outbox-items.ts';
import { useThreadTexts } from './thread-texts.ts';
import type { Attachments, Upload } from './use-attachments.ts';

/** Larger ones are slow to come where the connection is a telephone's. */
const largeBytes = 20 * 1_048_576;

/** What will go with the message, how far each file has come, and why one does not. */
export function AttachmentChips({
  files,
  attachments,
  onRemove,
}: {
  files: readonly SentFile[];
  attachments: Attachments;
  onRemove: (id: string) => void;
}) {
  const t = useThreadTexts();
  const format = useFormat();
  const { uploads, again, drop } = attachments;
  if (files.length === 0 && uploads.length === 0) return null;
  const large = [...files, ...uploads.filter(({ problem }) => problem === null)].filter(
    ({ size }) => size > largeBytes,
  );
  return (
    <div className="px-3 pt-2">
      <ul className="flex flex-wrap gap-1.5">
        {files.map(({ id, name, size }) => (
          <Chip key={id} name={name} note={format.bytes(size)} onRemove={() => onRemove(id)} />
        ))}
        {uploads.map((each) =>
          each.problem === null ? (
            <UploadChip key={each.id} upload={each} onRemove={() => drop(each.id)} />
          ) : (
            <Chip
              key={each.id}
              name={each.name}
              note={each.problem}
              isBad
              {...(each.mayRetry && { onAgain: () => again(each.id) })}
              onRemove={() => drop(each.id)}
            />
          ),
        )}
      </ul>
      {large.length > 0 && (
        <p role="status" className="flex items-center gap-1.5 pt-1.5 text-12 text-warning">
          <TriangleAlert aria-hidden className="size-3.5!" />
          {t('large_files', {
            count: large.length,
            size: format.bytes(large.reduce((sum, { size }) => sum + size, 0)),
          })}
        </p>
      )}
    </div>
  );
}

function UploadChip({ upload: { name, share }, onRemove }: { upload: Upload; onRemove: () => void }) {
  const t = useThreadTexts();
  const format = useFormat();
  const label = t('uploading', { name, percent: format.percent(share) });
  return <Chip name={name} note={format.percent(share)} progress={{ share, label }} onRemove={onRemove} />;
}

function Chip({
  name,
  note,
  progress,
  isBad,
  onAgain,
  onRemove,
}: {
  name: string;
  note: string;
  progress?: { readonly share: number; readonly label: string };
  isBad?: boolean;
  onAgain?: () => void;
  onRemove: () => void;
}) {
  const t = useThreadTexts();
  const button =
    'relative grid size-6 shrink-0 place-content-center rounded-4 text-text-3 hover:bg-hover hover:text-text';
  return (
    <li
      className={clsx(
        'relative flex min-h-7 max-w-full items-center gap-1.5 overflow-hidden rounded-6 border pr-0.5 pl-2 text-12',
        isBad ? 'border-transparent bg-danger-soft' : 'border-border-soft bg-surface',
      )}
    >
      {progress && (
        <span
          role="progressbar"
          aria-label={progress.label}
          aria-valuenow={Math.round(progress.share * 100)}
          className="absolute inset-y-0 left-0 bg-accent-soft"
          style={{ width: `${progress.share * 100}%` }}
        />
      )}
      {isBad ? (
        <CircleAlert aria-hidden className="relative size-3.5! text-danger" />
      ) : (
        <Paperclip aria-hidden className="relative size-3.5! text-text-3" />
      )}
      <span className="relative max-w-52 min-w-12 truncate font-medium" title={name}>
        {name}
      </span>
      <span
        {...(isBad && { role: 'alert' })}
        className={clsx('num relative', isBad ? 'py-1 text-danger' : 'text-text-3')}
      >
        {note}
      </span>
      {onAgain && (
        <button type="button" aria-label={t('upload_again', { name })} onClick={onAgain} className={button}>
          <RotateCw aria-hidden className="size-3.5!" />
        </button>
      )}
      <button type="button" aria-label={t('remove_file', { name })} onClick={onRemove} className={button}>
        <X aria-hidden className="size-3.5!" />
      </button>
    </li>
  );
}

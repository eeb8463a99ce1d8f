import { clsx } from 'clsx';
import { Ban, Paperclip } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import { useThreadTexts } from './thread-texts.ts';
import type { Attachments } from './use-attachments.ts';

/** Takes files that are dropped anywhere on a thread; where none can go, says why instead of letting the browser open them. */
export function FileDrop({
  label,
  attachments,
  children,
}: {
  label: string;
  attachments: Attachments;
  children: ReactNode;
}) {
  const [isOver, setOver] = useState(false);
  const bringsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');
  return (
    <section
      aria-label={label}
      className="relative flex h-full min-w-0 flex-1 flex-col bg-surface"
      onDragOver={(event) => {
        if (!bringsFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = attachments.refusal === null ? 'copy' : 'none';
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!bringsFiles(event)) return;
        event.preventDefault();
        const { files, folders } = contentOf(event.dataTransfer);
        attachments.add(files);
        attachments.refuseFolders(folders);
      }}
    >
      {children}
      {isOver && <Curtain refusal={attachments.refusal} />}
    </section>
  );
}

function Curtain({ refusal }: { refusal: string | null }) {
  const t = useThreadTexts();
  return (
    <div
      className={clsx(
        'pointer-events-none absolute inset-2 z-30 flex items-center justify-center gap-2 rounded-8 border-2 border-dashed text-14 font-medium opacity-95',
        refusal === null ? 'border-accent bg-accent-soft text-accent-text' : 'border-border bg-surface-2 text-text-2',
      )}
    >
      {refusal === null ? <Paperclip aria-hidden /> : <Ban aria-hidden />}
      {refusal ?? t('drop_here')}
    </div>
  );
}

function contentOf({ items, files }: DataTransfer): { files: File[]; folders: string[] } {
  const folders = new Set(
    [...items].flatMap((item) => {
      const entry = item.webkitGetAsEntry();
      return entry?.isDirectory ? [entry.name] : [];
    }),
  );
  return { files: [...files].filter(({ name }) => !folders.has(name)), folders: [...folders] };
}

import { useQuery } from '@tanstack/react-query';
import type { FileLink } from '@parley/contract/files';
import type { MessageFile } from '@parley/contract/conversations';
import { CircleAlert, Clock, FileAudio, FileText, FileVideo, Image } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useFormat } from '#lib/format';
import { toast } from '#lib/toasts';
import { Skeleton } from '#ui/states';
import { useThreadTexts } from './thread-texts.ts';

const shownPicture = /^image\/(jpeg|png|gif|webp)$/;

export function MessageFiles({ files }: { files: readonly MessageFile[] }) {
  return (
    <div className="flex flex-col gap-1.5 not-last:pb-1.5">
      {files.map((file, index) => (
        <OneFile key={file.id ?? index} file={file} />
      ))}
    </div>
  );
}

/** A link is good for some minutes only: it is asked for when it is needed. */
const linkTo = (id: string): Promise<FileLink> => api.get<FileLink>(`/files/${id}/link`);

async function open(id: string): Promise<void> {
  // Opened before the answer: afterwards browsers take it for a pop-up.
  const page = window.open('', '_blank');
  try {
    const { url } = await linkTo(id);
    if (page) {
      page.opener = null;
      page.location.href = url;
    } else location.href = url;
  } catch (error) {
    page?.close();
    toast((error as Error).message, { tone: 'danger' });
  }
}

function OneFile({ file }: { file: MessageFile }) {
  const { id, mediaType, state } = file;
  if (id !== null && state === 'ready' && shownPicture.test(mediaType)) return <Picture id={id} name={file.name} />;
  return <FileRow file={file} />;
}

function Picture({ id, name }: { id: string; name: string }) {
  const link = useQuery({ queryKey: ['files', 'link', id], queryFn: () => linkTo(id), staleTime: 4 * 60_000 });
  const [isLoaded, setLoaded] = useState(false);
  return (
    <button type="button" onClick={() => void open(id)} aria-label={name} className="block overflow-hidden rounded-6">
      {link.data ? (
        <img
          src={link.data.url}
          alt={name}
          onLoad={() => setLoaded(true)}
          // Until it is there it has the size of what stood in its place: the thread moves once, not twice.
          className={isLoaded ? 'max-h-72 max-w-full object-contain' : 'h-40 w-56'}
        />
      ) : (
        <Skeleton className="h-40 w-56" />
      )}
    </button>
  );
}

function FileRow({ file: { id, name, mediaType, size, state } }: { file: MessageFile }) {
  const t = useThreadTexts();
  const format = useFormat();
  const Icon =
    state === 'failed'
      ? CircleAlert
      : state === 'pending'
        ? Clock
        : mediaType.startsWith('image/')
          ? Image
          : mediaType.startsWith('audio/')
            ? FileAudio
            : mediaType.startsWith('video/')
              ? FileVideo
              : FileText;
  const note = state === 'pending' ? t('file_pending') : state === 'failed' ? t('file_failed') : format.bytes(size);
  const row = (
    <>
      <Icon aria-hidden className="text-text-2" />
      <span className="min-w-0 truncate font-medium">{name}</span>
      <span className="num shrink-0 text-12 text-text-3">{note}</span>
    </>
  );
  if (id === null || state !== 'ready') return <span className="flex min-h-8 items-center gap-2 text-13">{row}</span>;
  return (
    <button
      type="button"
      onClick={() => void open(id)}
      className="flex min-h-8 min-w-0 items-center gap-2 rounded-6 px-1 text-13 hover:underline"
    >
      {row}
    </button>
  );
}

/** Files on their way to the server; once there, they belong to the draft. What the channel does not carry never leaves. */
import { misfitOf } from '@parley/contract/file-fit';
import type { Conversation } from '@parley/contract/conversations';
import type { File as StoredFile } from '@parley/contract/files';
import { useEffect, useRef, useState } from 'react';
import { ApiError, upload } from '#lib/api';
import { useFormat } from '#lib/format';
import { randomId } from '#lib/random-id';
import { networkName, type Network } from '#ui/channel-glyph';
import type { DraftControl } from './drafts.ts';
import { useThreadTexts } from './thread-texts.ts';
import type { Carries } from './use-carries.ts';

export interface Upload {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** From 0 to 1. */
  readonly share: number;
  /** Why it did not get there. */
  readonly problem: string | null;
  /** It may get there when it is tried again. */
  readonly mayRetry: boolean;
}

const mostFiles = 10;

export interface Attachments {
  readonly uploads: readonly Upload[];
  /** Why no file can go with what is being written; null: files can. */
  readonly refusal: string | null;
  /** Of the picker: what may be chosen, as in `accept`; undefined: anything. */
  readonly accept: string | undefined;
  readonly add: (files: readonly File[]) => void;
  /** Folders that were dropped: only files can be sent. */
  readonly refuseFolders: (names: readonly string[]) => void;
  readonly again: (id: string) => void;
  readonly drop: (id: string) => void;
}

/** The files of what is being written in a conversation, whichever way they come. */
export function useAttachments(
  { id: conversationId, network }: Conversation,
  control: DraftControl,
  carries: Carries | undefined,
): Attachments {
  const t = useThreadTexts();
  const { uploads, put, change, drop, running } = useUploads(conversationId);
  const latest = useRef(control);
  latest.current = control;
  const { refusal, whyNot } = useFileRules(network, control, carries);
  const send = async (id: string, file: File): Promise<void> => {
    const controller = new AbortController();
    running.current.set(id, { file, controller });
    change(id, { share: 0, problem: null });
    try {
      const stored = await upload<StoredFile>('/files', file, file.name, {
        query: { purpose: 'attachment' },
        signal: controller.signal,
        onProgress: (share) => change(id, { share }),
      });
      drop(id);
      const { contentType: mediaType, sizeBytes: size } = stored;
      const { draft, change: changeDraft } = latest.current;
      changeDraft({ files: [...draft.files, { id: stored.id, name: stored.name, mediaType, size }] });
    } catch (error) {
      const mayRetry = error instanceof ApiError && error.isPassing;
      if (!controller.signal.aborted) change(id, { problem: (error as Error).message, mayRetry });
    }
  };
  const add = (files: readonly File[]): void => {
    let place = uploads.filter(({ problem }) => problem === null).length;
    for (const file of files) {
      const id = randomId();
      const problem = whyNot(file, place);
      put({ id, name: file.name, size: file.size, share: 0, problem, mayRetry: false });
      if (problem !== null) continue;
      place++;
      void send(id, file);
    }
  };
  return {
    uploads,
    refusal,
    accept: carries?.files?.mediaTypes?.join(','),
    add,
    refuseFolders: (names) => {
      for (const name of names)
        put({ id: randomId(), name, size: 0, share: 0, problem: t('no_folders'), mayRetry: false });
    },
    again: (id) => {
      const known = running.current.get(id);
      if (known) void send(id, known.file);
    },
    drop,
  };
}

interface FileRules {
  readonly refusal: string | null;
  /** Why this file cannot go; `place`: how many are on their way before it. */
  readonly whyNot: (file: File, place: number) => string | null;
}

function useFileRules(network: string, { draft }: DraftControl, carries: Carries | undefined): FileRules {
  const t = useThreadTexts();
  const format = useFormat();
  const rules = carries?.files;
  const takesNone = rules === null ? t('no_files', { network: networkName(network as Network) }) : null;
  const refusal = draft.kind === 'note' ? t('no_files_note') : takesNone;
  const whyNot = (file: File, place: number): string | null => {
    if (refusal !== null) return refusal;
    if (draft.files.length + place >= mostFiles) return t('too_many_files', { most: mostFiles });
    const misfit = rules ? misfitOf({ mediaType: file.type, size: file.size }, rules) : null;
    if (misfit === null) return null;
    if (misfit === 'empty') return t('file_empty');
    if (misfit === 'kind') return t('file_kind', { kinds: rules?.mediaTypes?.join(', ') ?? '' });
    return t('file_large', { most: format.number(Math.floor((rules?.maxBytes ?? 0) / 1_048_576)) });
  };
  return { refusal, whyNot };
}

/** Of one conversation: what is on its way ends when another one is opened. */
function useUploads(conversationId: string) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, { readonly file: File; readonly controller: AbortController }>());
  useEffect(() => {
    const own = running.current;
    return () => {
      for (const { controller } of own.values()) controller.abort();
      own.clear();
      setUploads([]);
    };
  }, [conversationId]);
  return {
    uploads,
    running,
    put: (added: Upload): void => setUploads((held) => [...held, added]),
    change: (id: string, to: Partial<Upload>): void =>
      setUploads((held) => held.map((each) => (each.id === id ? { ...each, ...to } : each))),
    drop: (id: string): void => {
      running.current.get(id)?.controller.abort();
      running.current.delete(id);
      setUploads((held) => held.filter((each) => each.id !== id));
    },
  };
}

/** Files on their way to the server; once there, they belong to the draft. */
import type { File as StoredFile } from '@parley/contract/files';
import { useEffect, useRef, useState } from 'react';
import { upload } from '#lib/api';
import { randomId } from '#lib/random-id';
import type { SentFile } from './outbox.ts';

export interface Upload {
  readonly id: string;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly problem: string | null;
}

const mostFiles = 10;

export interface Attachments {
  readonly uploads: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly drop: (id: string) => void;
}

export function useAttachments(conversationId: string, onReady: (file: SentFile) => void): Attachments {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const ready = useRef(onReady);
  ready.current = onReady;
  useEffect(() => {
    const own = running.current;
    return () => {
      for (const controller of own.values()) controller.abort();
      own.clear();
      setUploads([]);
    };
  }, [conversationId]);
  const change = (id: string, to: Partial<Upload>): void =>
    setUploads((held) => held.map((each) => (each.id === id ? { ...each, ...to } : each)));
  const drop = (id: string): void => {
    running.current.get(id)?.abort();
    running.current.delete(id);
    setUploads((held) => held.filter((each) => each.id !== id));
  };
  const start = async (file: File): Promise<void> => {
    const id = randomId();
    const controller = new AbortController();
    running.current.set(id, controller);
    setUploads((held) => [...held, { id, name: file.name, share: 0, problem: null }]);
    try {
      const stored = await upload<StoredFile>('/files', file, file.name, {
        query: { purpose: 'attachment' },
        signal: controller.signal,
        onProgress: (share) => change(id, { share }),
      });
      drop(id);
      const { contentType: mediaType, sizeBytes: size } = stored;
      ready.current({ id: stored.id, name: stored.name, mediaType, size });
    } catch (error) {
      if (!controller.signal.aborted) change(id, { problem: (error as Error).message });
    }
  };
  const add = (files: readonly File[]): void => {
    for (const file of files.slice(0, mostFiles - uploads.length)) void start(file);
  };
  return { uploads, add, drop };
}

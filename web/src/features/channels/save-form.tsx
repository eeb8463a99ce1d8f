import type { Channel } from '@parley/contract/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '#lib/api';
import { useSubmit, type Submit } from '#lib/use-submit';
import { Button } from '#ui/button';
import { ErrorState } from '#ui/states';
import { useTexts } from './texts.ts';

export interface Saving {
  readonly submit: Submit;
  readonly isSaved: boolean;
  /** The person changes the field of this path: what was said of it, and that all is saved, no longer holds. */
  readonly touch: (path: string) => void;
}

/** Saves a part of a channel. `paths` are its fields in the request, `onSaved` forgets what was typed. */
export function useSaving(
  channelId: string,
  paths: readonly string[],
  changes: () => Readonly<Record<string, unknown>>,
  onSaved: () => void,
): Saving {
  const client = useQueryClient();
  const [isSaved, setSaved] = useState(false);
  const submit = useSubmit(paths, async () => {
    const changed = await api.patch<Channel>(`/channels/${channelId}`, changes());
    client.setQueryData(['channels', 'one', channelId], changed);
    onSaved();
    setSaved(true);
    await client.invalidateQueries({ queryKey: ['channels'] });
  });
  const touch = (path: string): void => {
    submit.clear(path);
    setSaved(false);
  };
  return { submit, isSaved, touch };
}

/** Fields that offer to be saved once they are changed, and say so when they are. */
export function SaveForm({
  saving: { submit, isSaved },
  isChanged,
  children,
}: {
  saving: Saving;
  isChanged: boolean;
  children: ReactNode;
}) {
  const t = useTexts();
  return (
    <form onSubmit={submit.onSubmit} className="flex flex-col gap-2" noValidate>
      {children}
      {submit.failure && <ErrorState flush error={submit.failure} />}
      <div aria-live="polite" className="flex items-center gap-2">
        {isChanged && (
          <Button type="submit" size="small" busy={submit.busy}>
            {t('save')}
          </Button>
        )}
        {isSaved && !isChanged && <span className="text-12 text-success">{t('saved')}</span>}
      </div>
    </form>
  );
}

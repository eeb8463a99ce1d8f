import type { Me } from '@parley/contract/accounts';
import { ImageUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useMe } from '#lib/me';
import { keepMe } from '#lib/preferences';
import { toast } from '#lib/toasts';
import { Avatar } from '#ui/avatar';
import { Button } from '#ui/button';
import { CropDialog } from './crop-dialog.tsx';
import { useTexts } from './settings-texts.ts';

export function AvatarSetting() {
  const t = useTexts();
  const { user } = useMe();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const remove = async (): Promise<void> => {
    try {
      keepMe(await api.delete<Me>('/me/avatar'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    }
  };
  const image = user?.avatarUrl ? `${user.avatarUrl}?size=256` : null;
  return (
    <div className="flex items-center gap-4">
      <Avatar name={user?.name ?? ''} image={image} size={64} label={t('picture')} />
      <div className="flex flex-col gap-1.5">
        <div className="flex flex-wrap gap-2">
          <Button icon={<ImageUp aria-hidden />} onClick={() => input.current?.click()}>
            {image ? t('picture_change') : t('picture_upload')}
          </Button>
          {image && (
            <Button variant="ghost" onClick={() => void remove()}>
              {t('picture_remove')}
            </Button>
          )}
        </div>
        <p className="text-12 text-text-3">{t('picture_hint')}</p>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/gif"
        hidden
        aria-label={t('picture_upload')}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      {file && <CropDialog key={file.name + String(file.lastModified)} file={file} onClose={() => setFile(null)} />}
    </div>
  );
}

import { ImageUp } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { api, ApiError } from '#lib/api';
import { toast } from '#lib/toasts';
import { Button } from '#ui/button';
import { CropDialog } from './crop-dialog.tsx';
import { useTexts } from './settings-texts.ts';

/** A picture that is uploaded, cut to its square, changed and taken away. `onSaved` hears what the server answers. */
export function PictureSetting({
  path,
  preview,
  hasPicture,
  isRound = false,
  onSaved,
}: {
  path: string;
  preview: ReactNode;
  hasPicture: boolean;
  isRound?: boolean;
  onSaved: (answer: unknown) => void;
}) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const remove = async (): Promise<void> => {
    try {
      onSaved(await api.delete<unknown>(path));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, { tone: 'danger' });
    }
  };
  return (
    <div className="flex items-center gap-4">
      {preview}
      <div className="flex flex-col gap-1.5">
        <div className="flex flex-wrap gap-2">
          <Button icon={<ImageUp aria-hidden />} onClick={() => input.current?.click()}>
            {hasPicture ? t('picture_change') : t('picture_upload')}
          </Button>
          {hasPicture && (
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
      {file && (
        <CropDialog
          key={file.name + String(file.lastModified)}
          file={file}
          path={path}
          isRound={isRound}
          onSaved={onSaved}
          onClose={() => setFile(null)}
        />
      )}
    </div>
  );
}

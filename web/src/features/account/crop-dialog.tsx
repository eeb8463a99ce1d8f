import { Failure } from '#ui/failure';
import { clsx } from 'clsx';
import { ZoomIn } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { ApiError, upload } from '#lib/api';
import { useUiTexts } from '#lib/ui-texts';
import { Progress } from '#ui/bar';
import { Button } from '#ui/button';
import { Dialog } from '#ui/dialog';
import { firstSquare, mostZoom, moved, wholePixels, zoomed, zoomOf, type Size, type Square } from './crop-geometry.ts';
import { useTexts } from './settings-texts.ts';

/** The side of the window through which the picture is seen. */
const side = 280;
const keyStep = 12;

/** Shows the chosen file in a square window, to be moved and enlarged; what is seen is what is kept. */
export function CropDialog({
  file,
  path,
  isRound,
  onSaved,
  onClose,
}: {
  file: File;
  /** Where the square is sent. */
  path: string;
  isRound: boolean;
  /** Hears what the server answers. */
  onSaved: (answer: unknown) => void;
  onClose: () => void;
}) {
  const t = useTexts();
  const ui = useUiTexts();
  const url = useObjectUrl(file);
  const [picture, setPicture] = useState<Size | null>(null);
  const [square, setSquare] = useState<Square>({ left: 0, top: 0, size: 1 });
  const [unreadable, setUnreadable] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);

  const save = async (): Promise<void> => {
    if (!picture) return;
    setFailure(null);
    setShare(0);
    try {
      const query = { ...wholePixels(square, picture) };
      onSaved(await upload<unknown>(path, file, file.name, { query, onProgress: setShare }));
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailure(error);
      setShare(null);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('crop_title')}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button
            variant="primary"
            busy={share !== null}
            disabledReason={unreadable ? t('crop_unreadable') : null}
            onClick={() => void save()}
          >
            {t('crop_save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col items-center gap-4">
        {failure && <Failure error={failure} />}
        {unreadable && <p role="alert">{t('crop_unreadable')}</p>}
        {url && !unreadable && (
          <CropWindow
            url={url}
            isRound={isRound}
            picture={picture}
            square={square}
            onLoad={(size) => {
              setPicture(size);
              setSquare(firstSquare(size));
            }}
            onError={() => setUnreadable(true)}
            onChange={setSquare}
          />
        )}
        {picture && (
          <label className="flex w-[280px] items-center gap-2 text-text-3">
            <ZoomIn aria-hidden />
            <input
              type="range"
              aria-label={t('crop_zoom')}
              min={1}
              max={mostZoom}
              step={0.05}
              value={zoomOf(square, picture)}
              onChange={(event) => setSquare(zoomed(square, picture, Number(event.target.value)))}
              className="h-6 flex-1 accent-accent"
            />
          </label>
        )}
        {share !== null && (
          <div className="w-[280px]">
            <Progress share={share} label={t('crop_sending', { percent: Math.round(share * 100) })} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function CropWindow({
  url,
  isRound,
  picture,
  square,
  onLoad,
  onError,
  onChange,
}: {
  url: string;
  isRound: boolean;
  picture: Size | null;
  square: Square;
  onLoad: (size: Size) => void;
  onError: () => void;
  onChange: (square: Square) => void;
}) {
  const t = useTexts();
  const from = useRef<{ x: number; y: number; square: Square } | null>(null);
  const scale = side / square.size;
  const onPointerMove = ({ clientX, clientY }: PointerEvent): void => {
    if (!from.current || !picture) return;
    const { x, y, square: start } = from.current;
    onChange(moved(start, picture, (x - clientX) / scale, (y - clientY) / scale));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = arrows[event.code];
    if (!step || !picture) return;
    event.preventDefault();
    onChange(moved(square, picture, (step[0] * keyStep) / scale, (step[1] * keyStep) / scale));
  };
  return (
    <div
      role="group"
      aria-label={t('crop_area')}
      tabIndex={0}
      className={clsx(
        'relative size-[280px] cursor-move touch-none overflow-hidden bg-neutral-soft select-none',
        isRound ? 'rounded-full' : 'rounded-12',
      )}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY, square };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onKeyDown={onKeyDown}
    >
      <img
        src={url}
        alt=""
        draggable={false}
        onError={onError}
        onLoad={(event) => {
          const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
          onLoad({ width, height });
        }}
        className="absolute max-w-none origin-top-left"
        style={{ transform: `scale(${scale}) translate(${-square.left}px, ${-square.top}px)` }}
      />
    </div>
  );
}

function useObjectUrl(file: File): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

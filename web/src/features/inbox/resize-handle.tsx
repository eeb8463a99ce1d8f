import { useRef } from 'react';
import { listWidths, setWindowSettings, useWindowSettings, windowSettings } from './settings.ts';
import { useTexts } from './texts.ts';

const step = 16;
const within = (width: number): number => Math.min(listWidths.most, Math.max(listWidths.least, Math.round(width)));

/** Between the list and the thread: dragged, or moved with the arrow keys. */
export function ResizeHandle() {
  const t = useTexts();
  const { listWidth } = useWindowSettings();
  const start = useRef<{ x: number; width: number } | null>(null);
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('resize_list')}
      aria-valuemin={listWidths.least}
      aria-valuemax={listWidths.most}
      aria-valuenow={listWidth}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: windowSettings().listWidth };
      }}
      onPointerMove={(event) => {
        if (start.current)
          setWindowSettings({ listWidth: within(start.current.width + event.clientX - start.current.x) });
      }}
      onPointerUp={() => (start.current = null)}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
        if (by === 0) return;
        event.preventDefault();
        setWindowSettings({ listWidth: within(listWidth + by) });
      }}
      className="relative z-10 -mx-[3px] w-[7px] shrink-0 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-[3px] after:w-px after:bg-hairline hover:after:bg-accent focus-visible:after:bg-focus"
    />
  );
}

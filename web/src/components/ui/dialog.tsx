import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { lazily } from '#lib/lazily';

export interface OverlayProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Its content keeps its own distance from the edges. */
  readonly edgeToEdge?: boolean;
  /** Buttons; the main one last. */
  readonly footer?: ReactNode;
}

const RadixDialog = lazily(async () => (await import('./dialog-panel.tsx')).RadixDialog);

/** A question or a short form. On a phone it rises from the bottom edge. */
export function Dialog({ wide, ...rest }: OverlayProps & { wide?: boolean }) {
  return rest.open ? (
    <RadixDialog
      {...rest}
      focuses="work"
      className={clsx(
        'safe-bottom inset-x-0 bottom-0 max-h-[92dvh] rounded-t-12 enter-popover md:inset-x-auto md:top-[12dvh] md:bottom-auto md:left-1/2 md:max-h-[76dvh] md:-translate-x-1/2 md:rounded-12',
        wide ? 'md:w-[720px]' : 'md:w-[440px]',
      )}
    />
  ) : null;
}

/** Details beside what they belong to. */
export function Drawer({ wide, ...rest }: OverlayProps & { wide?: boolean }) {
  return rest.open ? (
    <RadixDialog
      {...rest}
      focuses="frame"
      className={clsx(
        'safe-frame inset-y-0 right-0 w-full border-l border-border-soft enter-drawer',
        wide ? 'md:w-[720px]' : 'md:w-[480px]',
      )}
    />
  ) : null;
}

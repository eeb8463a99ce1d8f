import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useUiTexts } from '#lib/ui-texts';
import { IconButton } from './button.tsx';
import type { OverlayProps } from './dialog.tsx';

function Frame({ title, description, edgeToEdge, children, footer }: Omit<OverlayProps, 'open' | 'onClose'>) {
  const t = useUiTexts();
  return (
    <>
      <header className="flex min-h-12 items-center gap-2 border-b px-4 py-2">
        <div className="min-w-0 flex-1">
          <Radix.Title className="truncate text-16 font-semibold tracking-[-0.006em]">{title}</Radix.Title>
          {description && <Radix.Description className="text-12 text-text-3">{description}</Radix.Description>}
        </div>
        <Radix.Close asChild>
          <IconButton label={t('close')} icon={<X aria-hidden />} size="small" />
        </Radix.Close>
      </header>
      <div className={clsx('min-h-0 flex-1 overflow-y-auto', !edgeToEdge && 'p-4')}>{children}</div>
      {footer && <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
    </>
  );
}

/** What one came for, and not the button that closes it: the first field, else the harmless one of the buttons below. */
function focusWork(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget as HTMLElement;
  const field = content.querySelector<HTMLElement>(
    ':is(input, textarea, [role=combobox]):not([hidden], [aria-hidden=true], [type=hidden])',
  );
  (field ?? content.querySelector<HTMLElement>('footer button') ?? content).focus();
}

/** What there is to read first. */
function focusFrame(event: Event): void {
  event.preventDefault();
  (event.currentTarget as HTMLElement).focus();
}

/** `focuses`: what one came for, or what there is to read. */
export function RadixDialog({
  open,
  onClose,
  className,
  focuses,
  ...frame
}: OverlayProps & { readonly className: string; readonly focuses: 'work' | 'frame' }) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay/35 enter-fade" />
        <Radix.Content
          {...(!frame.description && { 'aria-describedby': undefined })}
          tabIndex={-1}
          onOpenAutoFocus={focuses === 'work' ? focusWork : focusFrame}
          className={clsx('fixed z-40 flex flex-col bg-surface shadow-overlay outline-none!', className)}
        >
          <Frame {...frame} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

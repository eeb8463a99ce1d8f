import { clsx } from 'clsx';
import { CheckCircle2, CircleAlert, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { dismissToast, useToasts } from '#lib/toasts';
import { useUiTexts } from '#lib/ui-texts';

export function Toasts() {
  const t = useUiTexts();
  const toasts = useToasts();
  return (
    <Toast.Provider label={t('notices')} swipeDirection="right">
      {toasts.map(({ id, text, tone, action, milliseconds }) => (
        <Toast.Root
          key={id}
          duration={milliseconds}
          onOpenChange={(open) => !open && dismissToast(id)}
          className="flex min-h-9 items-center gap-2 rounded-8 bg-overlay py-1 pr-1 pl-3 text-13 text-on-overlay shadow-overlay enter-popover"
        >
          {tone === 'success' && <CheckCircle2 aria-hidden className="text-success-mid" />}
          {tone === 'danger' && <CircleAlert aria-hidden className="text-warning-solid" />}
          <Toast.Description className={clsx('min-w-0 flex-1 py-1', !action && 'pr-1')}>{text}</Toast.Description>
          {action && (
            <Toast.Action
              altText={action.label}
              onClick={action.run}
              className="h-7 rounded-6 px-2 font-semibold whitespace-nowrap hover:bg-on-overlay/15"
            >
              {action.label}
            </Toast.Action>
          )}
          <Toast.Close
            aria-label={t('close')}
            className="grid size-7 place-content-center rounded-6 text-on-overlay-2 hover:bg-on-overlay/15"
          >
            <X aria-hidden />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport
        label={t('notices')}
        className="fixed inset-x-4 bottom-[calc(var(--notices-bottom,16px)+env(safe-area-inset-bottom,0px))] z-50 flex flex-col gap-2 md:inset-x-auto md:left-1/2 md:max-w-[560px] md:min-w-80 md:-translate-x-1/2"
      />
    </Toast.Provider>
  );
}

import { useState, type ReactNode } from 'react';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

/** Asks before what cannot be undone. `typed`: what has to be typed first, where much is at stake. */
export function Confirm({
  open,
  onClose,
  onConfirm,
  title,
  children,
  action,
  danger,
  busy,
  typed,
  blockedBecause,
}: {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  children?: ReactNode;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  busy?: boolean;
  typed?: { label: string; value: string };
  /** What has to be done first, in words. */
  blockedBecause?: string;
}) {
  const t = useUiTexts();
  const [text, setText] = useState('');
  const missing = typed && text.replace(/\s/g, '') !== typed.value ? typed.label : (blockedBecause ?? null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant={danger ? 'danger-solid' : 'primary'}
            busy={busy ?? false}
            disabledReason={missing}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-14 leading-msg text-text-2">
        {children}
        {typed && (
          <Field label={typed.label}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                inputMode="numeric"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
      </div>
    </Dialog>
  );
}

import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';
import { useUiTexts } from '#lib/ui-texts';
import type { Submit } from '#lib/use-submit';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Failure } from './failure.tsx';

/** Fields below each other; what the server refuses and no field has stands above them. */
export function Form({
  submit,
  id,
  className,
  children,
}: {
  submit: Submit;
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <form id={id} noValidate className={clsx('flex flex-col gap-4', className)} onSubmit={submit.onSubmit}>
      {submit.failure && <Failure error={submit.failure} />}
      {children}
    </form>
  );
}

/** A short form in a dialog, sent by its main button or Enter. */
export function FormDialog({
  title,
  action,
  submit,
  onClose,
  wide,
  children,
}: {
  title: string;
  /** The verb on the button. */
  action: string;
  submit: Submit;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const ui = useUiTexts();
  const id = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      {...(wide !== undefined && { wide })}
      footer={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" form={id} variant="primary" busy={submit.busy}>
            {action}
          </Button>
        </>
      }
    >
      <Form id={id} submit={submit}>
        {children}
      </Form>
    </Dialog>
  );
}

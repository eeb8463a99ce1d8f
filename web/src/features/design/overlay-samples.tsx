import { Copy, MoreHorizontal, Tag as TagIcon, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ApiError } from '#lib/api';
import { toast } from '#lib/toasts';
import type { Submit } from '#lib/use-submit';
import { Button, IconButton } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Dialog, Drawer } from '#ui/dialog';
import { Field } from '#ui/field';
import { FormDialog } from '#ui/form';
import { Input } from '#ui/input';
import { Menu } from '#ui/menu';
import { Popover } from '#ui/popover';
import { Sample } from './sample.tsx';

/** A form that the server has refused. */
const refused: Submit = {
  onSubmit: (event) => event.preventDefault(),
  busy: false,
  errorOf: () => undefined,
  failure: new ApiError({ status: 429, code: 'rate_limit_reached', detail: 'Too often.', retryAfter: 30 }),
  clear: () => {},
};

export function OverlaySamples() {
  const [open, setOpen] = useState<'dialog' | 'form' | 'drawer' | 'confirm' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <Sample title="Overlays">
      <Button onClick={() => setOpen('dialog')}>Dialog</Button>
      <Button onClick={() => setOpen('form')}>Form</Button>
      <Button onClick={() => setOpen('drawer')}>Drawer</Button>
      <Button onClick={() => setOpen('confirm')}>Confirmation with typing</Button>
      <Menu
        trigger={<IconButton label="More actions" icon={<MoreHorizontal aria-hidden />} />}
        items={[
          { label: 'Copy', icon: <Copy aria-hidden />, shortcut: 'mod+KeyC', onSelect: () => toast('Copied') },
          { label: 'Label', icon: <TagIcon aria-hidden />, checked: true, onSelect: () => {} },
          { label: 'Archive', onSelect: () => {}, disabledReason: 'It is running' },
          'line',
          { label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: () => {} },
        ]}
      />
      <Popover label="Snooze" trigger={<Button>Popover</Button>} className="w-64 p-3">
        Until tomorrow at nine.
      </Popover>
      <Button onClick={() => toast('The conversation is closed', { action: { label: 'Undo', run: () => {} } })}>
        Toast with undo
      </Button>
      <Button onClick={() => toast('The channel refused', { tone: 'danger' })}>Toast of trouble</Button>
      <Dialog
        open={open === 'dialog'}
        onClose={close}
        title="New group"
        footer={<Button variant="primary">Create</Button>}
      >
        A short form stands here.
      </Dialog>
      {open === 'form' && (
        <FormDialog title="New label" action="Create" submit={refused} onClose={close}>
          <Field label="Name" error="There is a label of this name.">
            {(control) => <Input {...control} defaultValue="Boilers" />}
          </Field>
        </FormDialog>
      )}
      <Drawer open={open === 'drawer'} onClose={close} title="131 people" description="The number does not exist">
        Details stand here.
      </Drawer>
      <Confirm
        open={open === 'confirm'}
        onClose={close}
        onConfirm={close}
        title="Send to 18,420 people?"
        action="Send"
        typed={{ label: 'Type 18420 to go on', value: '18420' }}
      >
        It starts now and takes about 2 h 50 min.
      </Confirm>
    </Sample>
  );
}

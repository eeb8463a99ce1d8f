import type { CreatedApiKey } from '@parley/contract/api-keys';
import type { Permission } from '@parley/contract/permissions';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { useMe } from '#lib/me';
import { useSubmit } from '#lib/use-submit';
import { CopyField } from '#ui/copy-field';
import { Button } from '#ui/button';
import { Checkbox } from '#ui/checkbox';
import { Dialog } from '#ui/dialog';
import { FormDialog } from '#ui/form';
import { Field } from '#ui/field';
import { Select } from '#ui/select';
import { TextField } from './form-parts.tsx';
import { useTexts } from './key-texts.ts';

const lives = ['30', '90', '365', 'never'] as const;
type Life = (typeof lives)[number];

export function CreateKeyDialog({ onClose, onCreated }: { onClose: () => void; onCreated: () => Promise<void> }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [life, setLife] = useState<Life>('365');
  const [permissions, setPermissions] = useState<ReadonlySet<Permission>>(new Set());
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const submit = useSubmit(['name', 'permissions'], async () => {
    const expiresAt = life === 'never' ? null : new Date(Date.now() + Number(life) * 86_400_000).toISOString();
    setCreated(await api.post<CreatedApiKey>('/api-keys', { name, permissions: [...permissions], expiresAt }));
    await onCreated();
  });
  if (created) return <CreatedDialog apiKey={created.key} onClose={onClose} />;
  return (
    <FormDialog wide onClose={onClose} title={t('create_title')} action={t('create_submit')} submit={submit}>
      <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_200px]">
        <TextField
          label={t('name')}
          hint={t('name_hint')}
          path="name"
          submit={submit}
          autoComplete="off"
          autoFocus
          value={name}
          onChange={setName}
        />
        <Field label={t('expires')}>
          {(control) => (
            <Select
              {...control}
              value={life}
              onChange={setLife}
              options={lives.map((value) => ({ value, label: t(`expires_${value}`) }))}
            />
          )}
        </Field>
      </div>
      <PermissionChoice
        chosen={permissions}
        error={submit.errorOf('permissions')}
        onChange={(next) => {
          submit.clear('permissions');
          setPermissions(next);
        }}
      />
    </FormDialog>
  );
}

function CreatedDialog({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const t = useTexts();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('created_title')}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-14 leading-msg text-text-2">{t('created_text')}</p>
        <CopyField label={t('key')} text={apiKey} autoFocus />
      </div>
    </Dialog>
  );
}

/** Permissions by what they are about, each a name of the API. */
function PermissionChoice({
  chosen,
  error,
  onChange,
}: {
  chosen: ReadonlySet<Permission>;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<Permission>) => void;
}) {
  const t = useTexts();
  const { permissions } = useMe();
  const groups = Map.groupBy(permissions, (permission) => permission.split(':')[0]!);
  const toggle = (permission: Permission, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(permission);
    else next.delete(permission);
    onChange(next);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="float-left text-12 font-medium text-text-2">{t('permissions')}</legend>
      <div className="flex flex-wrap items-center gap-2">
        <span className="flex-1 text-12 text-text-3">{t('permissions_hint')}</span>
        <Button
          size="small"
          onClick={() => onChange(new Set(permissions.filter((each) => /:(read|list)$/.test(each))))}
        >
          {t('read_all')}
        </Button>
        <Button size="small" onClick={() => onChange(new Set(permissions))}>
          {t('all')}
        </Button>
        <Button size="small" onClick={() => onChange(new Set())}>
          {t('none')}
        </Button>
      </div>
      {error && (
        <p role="alert" className="flex items-start gap-1 text-12 text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5!" />
          {error}
        </p>
      )}
      <div className="grid gap-x-4 md:grid-cols-2">
        {[...groups].map(([resource, names]) => (
          <div key={resource} className="flex min-h-9 items-center gap-3 border-b py-1">
            <code className="w-28 shrink-0 truncate text-12 text-text-3">{resource}</code>
            <span className="flex flex-wrap gap-x-3">
              {names.map((permission) => (
                <Checkbox
                  key={permission}
                  checked={chosen.has(permission)}
                  onChange={(on) => toggle(permission, on)}
                  label={
                    <>
                      <span className="sr-only">{resource} </span>
                      <code className="text-12">{permission.split(':')[1]}</code>
                    </>
                  }
                />
              ))}
            </span>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/button';
import { Switch } from '#ui/checkbox';
import { Field } from '#ui/field';
import { Input, Textarea } from '#ui/input';
import { Select } from '#ui/select';
import type { Field as FieldShape, KindShape, Values } from './kinds.ts';
import { useTexts, type Texts } from './texts.ts';

interface Props {
  readonly kind: KindShape;
  readonly values: Values;
  readonly onChange: (name: string, value: string | number | boolean) => void;
  readonly errorOf: (path: string) => string | undefined;
  /** The account is stored: its secrets are kept unless typed anew. */
  readonly isStored?: boolean;
}

/** The fields of a kind, the rarely needed ones behind a button; those with a fault are always shown. */
export function SettingsFields(props: Props) {
  const t = useTexts();
  const { kind, values, errorOf } = props;
  const [isOpen, setOpen] = useState(false);
  const shown = kind.fields.filter(({ when }) => !when || values[when.name] === when.is);
  const main = shown.filter(({ isAdvanced }) => !isAdvanced);
  const others = shown.filter(({ isAdvanced }) => isAdvanced);
  const hasFault = others.some(({ name }) => errorOf(`settings.${name}`));
  return (
    <>
      {main.map((field) => (
        <OneField key={field.name} {...props} field={field} />
      ))}
      {others.length > 0 && (
        <Button
          variant="ghost"
          size="small"
          className="-ml-2 self-start"
          aria-expanded={isOpen || hasFault}
          icon={isOpen ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'less' : 'more')}
        </Button>
      )}
      {(isOpen || hasFault) && others.map((field) => <OneField key={field.name} {...props} field={field} />)}
    </>
  );
}

const hints = ['token', 'publicUrl', 'apiRoot', 'password', 'sourceAddress', 'window', 'ca'] as const;

function labelOf(name: string, t: Texts): string {
  return t(`f_${name}` as Parameters<Texts>[0]);
}

function OneField({ field, values, onChange, errorOf, isStored = false }: Props & { field: FieldShape }) {
  const t = useTexts();
  const { name, type, required, placeholder, choices = [] } = field;
  const value = values[name];
  if (type === 'switch') {
    return <Switch checked={value === true} onChange={(checked) => onChange(name, checked)} label={labelOf(name, t)} />;
  }
  const hint = hints.find((one) => one === name);
  const isKept = type === 'secret' && isStored;
  return (
    <Field
      label={labelOf(name, t)}
      {...(hint && { hint: t(`f_${hint}_hint`) })}
      error={errorOf(`settings.${name}`)}
      {...(!required && { optional: t('optional') })}
    >
      {(control) => {
        if (type === 'choice') {
          const options = choices.map((choice) => ({
            value: choice,
            label: name === 'mode' ? t(choice === 'webhook' ? 'f_mode_webhook' : 'f_mode_polling') : choice,
          }));
          return (
            <Select {...control} value={String(value)} onChange={(next) => onChange(name, next)} options={options} />
          );
        }
        const shared = {
          ...control,
          value: String(value ?? ''),
          placeholder: isKept ? t('keep_secret') : placeholder,
          spellCheck: false,
          autoCapitalize: 'off',
        };
        if (type === 'lines') {
          return <Textarea {...shared} rows={3} onChange={(event) => onChange(name, event.target.value)} />;
        }
        return (
          <Input
            {...shared}
            type={type === 'secret' ? 'password' : 'text'}
            autoComplete={type === 'secret' ? 'new-password' : 'off'}
            {...(type === 'number' && { inputMode: 'numeric' as const })}
            aria-required={required && !isKept ? true : undefined}
            onChange={(event) => onChange(name, event.target.value)}
          />
        );
      }}
    </Field>
  );
}

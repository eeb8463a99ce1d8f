import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

/** Something to hand over, selected by one press and copied by another. */
export function CopyField({
  label,
  text,
  hint,
  autoFocus,
}: {
  label: string;
  text: string;
  hint?: string;
  autoFocus?: boolean;
}) {
  const ui = useUiTexts();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // There is no clipboard on pages over plain HTTP: the text is selected, to be copied by hand.
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            readOnly
            autoFocus={autoFocus ?? false}
            value={text}
            className="num font-medium"
            onFocus={(event) => event.target.select()}
          />
          <Button
            icon={copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            onClick={() => {
              document.getElementById(control.id)?.focus();
              void copy();
            }}
          >
            <span aria-live="polite">{copied ? ui('copied') : ui('copy')}</span>
          </Button>
        </span>
      )}
    </Field>
  );
}

import { CircleAlert, RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { factsOf, useActionTexts, type ActionId } from '#lib/actions';
import { isForSystem, keyOf, keysUnder } from '#lib/shortcuts';
import { Button, IconButton } from '#ui/button';
import { KeyCap } from '#ui/kbd';
import { isModifier, judgeKey, spoken, swapped, withKey, type Choice, type CustomKeys } from './chosen-keys.ts';
import { useTexts } from './keyboard-texts.ts';

interface Refused {
  readonly key: string;
  readonly choice: Exclude<Choice, { outcome: 'chosen' }>;
}

/** One action, its keys, and the way to other ones. */
export function KeyRow({
  id,
  custom,
  isRecording,
  onRecord,
  onChoose,
  onReset,
}: {
  id: ActionId;
  custom: CustomKeys;
  isRecording: boolean;
  onRecord: (on: boolean) => void;
  onChoose: (custom: CustomKeys, said: string) => void;
  onReset: () => void;
}) {
  const t = useTexts();
  const name = useActionTexts();
  const [refused, setRefused] = useState<Refused | null>(null);
  const keys = keysUnder(id, { custom });
  const action = name(id);
  const press = (key: string): void => {
    const choice = judgeKey(id, key, custom);
    setRefused(choice.outcome === 'chosen' ? null : { key, choice });
    if (choice.outcome === 'chosen')
      onChoose(withKey(custom, id, key), t('set', { action, keys: spoken([key], t('none')) }));
  };
  const record = (on: boolean): void => {
    setRefused(null);
    onRecord(on);
  };
  return (
    <li
      className="flex min-h-9 flex-wrap items-center gap-x-3 border-b py-1 last:border-b-0"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (isRecording && !currentTarget.contains(relatedTarget)) record(false);
      }}
    >
      <span className="min-w-0 flex-1 basis-40">{action}</span>
      {Object.hasOwn(custom, id) && !isRecording && (
        <IconButton
          label={t('reset_of', { action, keys: spoken(factsOf(id).keys, t('none')) })}
          icon={<RotateCcw aria-hidden />}
          size="small"
          onClick={onReset}
        />
      )}
      <Keys keys={keys} action={action} isRecording={isRecording} onRecord={record} onPress={press} />
      {isRecording && refused && (
        <Refusal
          id={id}
          refused={refused}
          custom={custom}
          onSwap={(next, said) => {
            setRefused(null);
            onChoose(next, said);
          }}
        />
      )}
    </li>
  );
}

/** The keys as a button; pressed, it waits for others. */
function Keys({
  keys,
  action,
  isRecording,
  onRecord,
  onPress,
}: {
  keys: readonly string[];
  action: string;
  isRecording: boolean;
  onRecord: (on: boolean) => void;
  onPress: (key: string) => void;
}) {
  const t = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  const heard = useRef({ onRecord, onPress });
  heard.current = { onRecord, onPress };
  useEffect(() => {
    if (!isRecording) return;
    // Before the page's own keys, which must not do what is only being written down.
    const listen = (event: KeyboardEvent): void => {
      // Tab leaves, as everywhere.
      if (event.target !== button.current || isForSystem(event) || event.code === 'Tab') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isModifier(event.code) || event.repeat) return;
      if (event.code === 'Escape') heard.current.onRecord(false);
      else heard.current.onPress(keyOf(event));
    };
    document.addEventListener('keydown', listen, true);
    return () => document.removeEventListener('keydown', listen, true);
  }, [isRecording]);
  return (
    <Button
      ref={button}
      size="small"
      variant={isRecording ? 'primary' : 'ghost'}
      aria-label={isRecording ? t('recording_of', { action }) : undefined}
      className="min-w-24 justify-end!"
      onClick={({ currentTarget }) => {
        // Safari gives no focus to what is clicked.
        currentTarget.focus();
        onRecord(!isRecording);
      }}
    >
      {isRecording ? (
        t('recording')
      ) : (
        <>
          <span className="sr-only">{t('change', { action, keys: spoken(keys, t('none')) })}</span>
          {keys.map((key) => (
            <KeyCap key={key} keys={key} />
          ))}
        </>
      )}
    </Button>
  );
}

/** Why the keys that were pressed cannot be had, and the way out. */
function Refusal({
  id,
  refused: { key, choice },
  custom,
  onSwap,
}: {
  id: ActionId;
  refused: Refused;
  custom: CustomKeys;
  onSwap: (custom: CustomKeys, said: string) => void;
}) {
  const t = useTexts();
  const name = useActionTexts();
  const none = t('none');
  const keys = spoken([key], none);
  const by = choice.outcome === 'taken' ? choice.by : null;
  const exchange = by && swapped(custom, id, key, by);
  return (
    <p role="alert" className="flex w-full flex-wrap items-center gap-x-2 gap-y-1 py-1 text-12 text-danger">
      <CircleAlert aria-hidden className="size-3.5!" />
      <span>{by ? t('taken', { keys, action: name(by) }) : t(choice.outcome, { keys })}</span>
      {by && exchange && (
        <Button
          size="small"
          onClick={() => {
            const otherKeys = spoken(keysUnder(by, { custom: exchange }), none);
            onSwap(exchange, t('swapped', { action: name(id), keys, other: name(by), otherKeys }));
          }}
        >
          {t('swap')}
        </Button>
      )}
    </p>
  );
}

import type { CampaignOptions } from '@parley/contract/campaigns';
import { useState, type ReactNode } from 'react';
import { Checkbox } from '#ui/checkbox';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Segments } from '#ui/tabs';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

type Change = (options: Partial<CampaignOptions>) => void;
interface PartProps {
  readonly options: CampaignOptions;
  readonly onChange: Change;
}

const bases = ['consent', 'contract', 'own_list', 'generated'] as const;
const usualPace = 10;
const usualHours = { from: '10:00', to: '20:00' };

export function StepOptions({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  const part: PartProps = { options: campaign.options, onChange: (options) => onChange({ options }) };
  return (
    <div className="flex max-w-xl flex-col gap-6 pt-2">
      <Pace {...part} />
      <Hours {...part} />
      <Cooldown {...part} />
      <Bases {...part} />
      <p className="text-12 text-text-3">{w('unknown_rule')}</p>
    </div>
  );
}

function Part({ legend, hint, children }: { legend: string; hint: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="font-semibold">{legend}</legend>
      <p className="mb-2 text-12 text-text-3">{hint}</p>
      {children}
    </fieldset>
  );
}

function Pace({ options, onChange }: PartProps) {
  const w = useWizardTexts();
  const [text, setText] = useState(String(options.perSecond ?? usualPace));
  const rate = Number(text.replace(',', '.'));
  const isRight = rate >= 0.01 && rate <= 10_000;
  return (
    <Part legend={w('pace')} hint={w('pace_hint')}>
      <div className="flex flex-wrap items-start gap-3">
        <Segments
          label={w('pace')}
          value={options.perSecond === null ? 'none' : 'own'}
          onChange={(next) => onChange({ perSecond: next === 'own' ? (isRight ? rate : usualPace) : null })}
          options={[
            { value: 'none', label: w('pace_none') },
            { value: 'own', label: w('pace_own') },
          ]}
        />
        {options.perSecond !== null && (
          <Field label={w('a_second')} error={isRight ? null : w('pace_wrong')}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                className="max-w-32"
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  const next = Number(event.target.value.replace(',', '.'));
                  if (next >= 0.01 && next <= 10_000) onChange({ perSecond: next });
                }}
              />
            )}
          </Field>
        )}
      </div>
    </Part>
  );
}

function Hours({ options, onChange }: PartProps) {
  const w = useWizardTexts();
  const [hours, setHours] = useState(options.hours ?? usualHours);
  const change = (next: typeof hours): void => {
    setHours(next);
    if (next.from !== next.to && next.from && next.to) onChange({ hours: next });
  };
  return (
    <Part legend={w('hours')} hint={w('hours_hint')}>
      <div className="flex flex-wrap items-start gap-3">
        <Segments
          label={w('hours')}
          value={options.hours === null ? 'any' : 'own'}
          onChange={(next) => onChange({ hours: next === 'own' ? hours : null })}
          options={[
            { value: 'any', label: w('hours_any') },
            { value: 'own', label: w('hours_own') },
          ]}
        />
        {options.hours !== null && (
          <>
            <Field label={w('hours_from')}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={hours.from}
                  onChange={(event) => change({ ...hours, from: event.target.value })}
                />
              )}
            </Field>
            <Field label={w('hours_to')} error={hours.from === hours.to ? w('hours_same') : null}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={hours.to}
                  onChange={(event) => change({ ...hours, to: event.target.value })}
                />
              )}
            </Field>
          </>
        )}
      </div>
    </Part>
  );
}

function Cooldown({ options, onChange }: PartProps) {
  const w = useWizardTexts();
  const [text, setText] = useState(String(options.cooldownDays));
  const days = Number(text);
  const isRight = /^\d+$/.test(text) && days <= 365;
  return (
    <Part legend={w('cooldown')} hint={w('cooldown_hint')}>
      <Field label={w('days')} error={isRight ? null : w('cooldown_wrong')}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="max-w-32"
            value={text}
            onChange={(event) => {
              const next = event.target.value.trim();
              setText(next);
              if (/^\d+$/.test(next) && Number(next) <= 365) onChange({ cooldownDays: Number(next) });
            }}
          />
        )}
      </Field>
    </Part>
  );
}

function Bases({ options, onChange }: PartProps) {
  const w = useWizardTexts();
  const { consentBases } = options;
  // At least one always stays: without any, nobody could be written to.
  const [isEmpty, setEmpty] = useState(false);
  return (
    <Part legend={w('bases')} hint={w('bases_hint')}>
      <div className="flex flex-col">
        {bases.map((basis) => (
          <Checkbox
            key={basis}
            label={w(`basis_${basis}`)}
            checked={consentBases.includes(basis)}
            onChange={(checked) => {
              const next = checked ? [...consentBases, basis] : consentBases.filter((one) => one !== basis);
              setEmpty(next.length === 0);
              if (next.length > 0) onChange({ consentBases: next });
            }}
          />
        ))}
      </div>
      {isEmpty && (
        <p role="alert" className="text-12 text-danger">
          {w('bases_missing')}
        </p>
      )}
    </Part>
  );
}

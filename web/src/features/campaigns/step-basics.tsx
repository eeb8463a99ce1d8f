import { useQuery } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { useState } from 'react';
import { networkName } from '#ui/channel-glyph';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Select } from '#ui/select';
import { Notice } from '#ui/states';
import { templatesQuery } from './campaign-queries.ts';
import { campaignNetworkNames } from './status-names.ts';
import type { DraftChange } from './use-campaign-draft.ts';
import type { StepProps } from './wizard.tsx';
import { useWizardTexts } from './wizard-texts.ts';

export function StepBasics({ campaign, onChange }: StepProps) {
  const w = useWizardTexts();
  // The name on the server is never empty; what stands in the field may be for a moment.
  const [name, setName] = useState(campaign.name);
  const templates = useQuery(templatesQuery(''));
  /** Accounts belong to their network, and so may the template. */
  const movedTo = (network: DraftChange['network'] & string): DraftChange => {
    const target = templates.data?.data.find(({ id }) => id === campaign.templateId)?.target;
    const keepsTemplate = target === undefined || target === 'universal' || target === network;
    return { network, channelIds: [], ...(!keepsTemplate && { templateId: null }) };
  };
  return (
    <div className="flex max-w-md flex-col gap-4 pt-2">
      <Field label={w('name')} hint={w('name_hint')} error={name.trim() === '' ? w('name_missing') : null}>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              if (event.target.value.trim() !== '') onChange({ name: event.target.value });
            }}
          />
        )}
      </Field>
      <Field label={w('network')} hint={w('network_hint')}>
        {(control) => (
          <Select
            {...control}
            value={campaign.network}
            onChange={(network) => onChange(movedTo(network))}
            options={campaignNetworkNames.map((value) => ({ value, label: networkName(value) }))}
          />
        )}
      </Field>
      {campaign.network === 'telegram' && (
        <Notice tone="info" icon={<Info aria-hidden />}>
          {w('telegram_rule')}
        </Notice>
      )}
    </div>
  );
}

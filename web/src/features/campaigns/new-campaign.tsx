import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@parley/contract/campaigns';
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { Button } from '#ui/button';
import { networkName } from '#ui/channel-glyph';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Page, PageBody, PageHeader } from '#ui/page';
import { Select } from '#ui/select';
import { campaignKeys } from './campaign-queries.ts';
import { campaignNetworkNames } from './status-names.ts';
import { StepList } from './step-list.tsx';
import { useTexts } from './texts.ts';
import { wizardSteps } from './wizard-steps.ts';
import { useWizardTexts } from './wizard-texts.ts';

/** The first step: with a name the draft exists and saves itself. Beside it stands what comes. */
export function NewCampaign() {
  const t = useTexts();
  const w = useWizardTexts();
  return (
    <Page>
      <PageHeader title={w('new_title')} crumbs={[{ label: t('campaigns'), link: { to: '/campaigns' } }]} />
      <StepList campaign={null} step="basics" />
      <PageBody className="lg:grid lg:grid-cols-[minmax(0,1fr)_304px] lg:overflow-hidden">
        <div className="p-4 lg:overflow-y-auto">
          <h2 className="mb-1 text-20 font-semibold tracking-[-0.012em]">{w('step_basics')}</h2>
          <BasicsForm />
        </div>
        <aside
          aria-label={w('what_comes')}
          className="border-t bg-surface-2 p-4 lg:overflow-y-auto lg:border-t-0 lg:border-l"
        >
          <h2 className="font-semibold">{w('what_comes')}</h2>
          <ol className="mt-2 flex flex-col gap-2">
            {wizardSteps.slice(1).map((step, index) => (
              <li key={step} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2">
                <span aria-hidden className="num text-right text-text-3">
                  {index + 2}
                </span>
                <span>
                  <b className="font-medium">{w(`step_${step}`)}</b>
                  <span className="block text-12 text-text-2">{w(`comes_${step as 'template'}`)}</span>
                </span>
              </li>
            ))}
          </ol>
        </aside>
      </PageBody>
    </Page>
  );
}

function BasicsForm() {
  const w = useWizardTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [network, setNetwork] = useState<Campaign['network']>('sms');
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.post<Campaign>('/campaigns', { name: name.trim(), network }),
    onSuccess: (draft) => {
      client.setQueryData(campaignKeys.one(draft.id), draft);
      void client.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      void navigate({
        to: '/campaigns/$id/edit/$step',
        params: { id: draft.id, step: 'template' },
        replace: true,
      });
    },
  });
  const lack = name.trim() === '' ? w('name_missing') : null;
  return (
    <form
      className="flex max-w-md flex-col gap-4 pt-2"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (lack === null && !create.isPending) create.mutate();
      }}
    >
      <Field label={w('name')} hint={w('name_hint')} error={create.error?.message ?? (tried ? lack : null)}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={200}
            placeholder={w('name_example')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={w('network')} hint={w(network === 'telegram' ? 'telegram_rule' : 'network_hint')}>
        {(control) => (
          <Select
            {...control}
            value={network}
            onChange={setNetwork}
            options={campaignNetworkNames.map((value) => ({ value, label: networkName(value) }))}
          />
        )}
      </Field>
      <div>
        <Button type="submit" variant="primary" busy={create.isPending}>
          {w('create')}
          <ArrowRight aria-hidden />
        </Button>
      </div>
    </form>
  );
}

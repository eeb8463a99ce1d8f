import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@parley/contract/campaigns';
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { api } from '#lib/api';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';
import { Page, PageBody, PageHeader } from '#ui/page';
import { campaignKeys } from './campaign-queries.ts';
import { useTexts } from './texts.ts';
import { useWizardTexts } from './wizard-texts.ts';

/** The name first: with it the draft exists and saves itself. */
export function NewCampaign() {
  const t = useTexts();
  const w = useWizardTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.post<Campaign>('/campaigns', { name: name.trim() }),
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
    <Page>
      <PageHeader title={w('new_title')} crumbs={[{ label: t('campaigns'), link: { to: '/campaigns' } }]} />
      <PageBody className="p-4 md:px-6">
        <form
          className="flex max-w-md flex-col gap-4"
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
                value={name}
                onChange={(event) => setName(event.target.value)}
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
      </PageBody>
    </Page>
  );
}

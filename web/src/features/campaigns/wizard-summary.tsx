import { useQuery } from '@tanstack/react-query';
import type { Campaign } from '@parley/contract/campaigns';
import { Send } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { Button } from '#ui/button';
import { CampaignMessage } from './campaign-message.tsx';
import { audienceQuery, channelsQuery, groupsQuery, templateQuery, templatesQuery } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';
import { useWizardTexts } from './wizard-texts.ts';

/** The dialog that sends a text to people of one's own: lent by the feature of templates. */
export type RenderTest = (text: string, network: Campaign['network'], onClose: () => void) => ReactNode;

/** What was chosen in the other steps, and what the customer will see; one may have it sent to oneself. */
export function WizardSummary({ campaign, renderTest }: { campaign: Campaign; renderTest: RenderTest }) {
  const l = useLiveTexts();
  const w = useWizardTexts();
  const can = useCan();
  const [testing, setTesting] = useState(false);
  const format = useFormat();
  const templates = useQuery(templatesQuery(''));
  const groups = useQuery(groupsQuery);
  const channels = useQuery(channelsQuery);
  const audience = useQuery({
    ...audienceQuery(campaign.id),
    enabled: campaign.groupIds.length > 0 || campaign.follows !== null,
  });
  const namesOf = (ids: readonly string[], known: readonly { id: string; name: string }[]): string =>
    format.list(ids.flatMap((id) => known.find((one) => one.id === id)?.name ?? []));
  const template =
    templates.data?.data.find(({ id }) => id === campaign.templateId)?.name ??
    (campaign.template?.id === campaign.templateId ? campaign.template?.name : undefined);
  return (
    <aside
      aria-label={w('chosen')}
      className="flex flex-col gap-4 border-t bg-surface-2 p-4 lg:overflow-y-auto lg:border-t-0 lg:border-l"
    >
      <section>
        <h2 className="font-semibold">{w('chosen')}</h2>
        <dl className="mt-2 grid grid-cols-[88px_minmax(0,1fr)] gap-x-2 gap-y-1">
          <Choice name={w('step_template')}>{template}</Choice>
          <Choice name={w('step_audience')}>
            {campaign.follows?.name ?? namesOf(campaign.groupIds, [...(groups.data?.data ?? []), ...campaign.groups])}
          </Choice>
          {campaign.excludedGroupIds.length > 0 && (
            <Choice name={l('not_to')}>
              {namesOf(campaign.excludedGroupIds, [...(groups.data?.data ?? []), ...campaign.excludedGroups])}
            </Choice>
          )}
          <Choice name={w('recipients')}>{audience.data && format.number(audience.data.planned)}</Choice>
          <Choice name={w('step_channels')}>
            {namesOf(campaign.channelIds, [...(channels.data?.data ?? []), ...campaign.channels])}
          </Choice>
          <Choice name={l('hours')}>
            {campaign.options.hours ? `${campaign.options.hours.from}–${campaign.options.hours.to}` : l('any_hours')}
          </Choice>
        </dl>
      </section>
      <section>
        <h2 className="mb-2 font-semibold">{l('customer_sees')}</h2>
        <CampaignMessage campaign={campaign} />
        {campaign.templateId !== null && can('campaigns:send') && (
          <Button size="small" className="mt-2" icon={<Send aria-hidden />} onClick={() => setTesting(true)}>
            {w('send_test')}
          </Button>
        )}
        {testing && campaign.templateId !== null && (
          <Test
            campaign={campaign}
            templateId={campaign.templateId}
            render={renderTest}
            onClose={() => setTesting(false)}
          />
        )}
      </section>
    </aside>
  );
}

/** Its text as it is now: what a start would send. */
function Test({
  campaign,
  templateId,
  render,
  onClose,
}: {
  campaign: Campaign;
  templateId: string;
  render: RenderTest;
  onClose: () => void;
}) {
  const template = useQuery(templateQuery(templateId));
  const text = template.data?.items[0]?.text;
  return text === undefined ? null : render(text, campaign.network, onClose);
}

function Choice({ name, children }: { name: string; children: ReactNode }) {
  const w = useWizardTexts();
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="num min-w-0 wrap-anywhere">
        {children || <span className="text-text-3">{w('nothing_chosen')}</span>}
      </dd>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Campaign } from '@parley/contract/campaigns';
import { useState } from 'react';
import { useFormat } from '#lib/format';
import { useMe } from '#lib/me';
import { PhonePreview, PreviewPager } from '#ui/phone-preview';
import { Skeleton } from '#ui/states';
import { messagesQuery } from './campaign-queries.ts';
import { useLiveTexts } from './live-texts.ts';

/** The message of one of twenty people after the other. */
export function CampaignMessage({ campaign }: { campaign: Campaign }) {
  const l = useLiveTexts();
  const format = useFormat();
  const { organization } = useMe();
  const messages = useQuery({ ...messagesQuery(campaign.id), enabled: campaign.templateId !== null });
  const [index, setIndex] = useState(0);
  if (campaign.templateId === null) return <p className="text-text-3">{l('no_template')}</p>;
  if (messages.isPending) return <Skeleton className="h-40 w-full" />;
  const people = messages.data?.messages ?? [];
  const shown = people[index % Math.max(1, people.length)];
  const at = campaign.startedAt ?? Date.now();
  return (
    <>
      <PhonePreview
        network={campaign.network}
        sender={organization?.name ?? 'Parley'}
        subtitle={l(
          campaign.network === 'sms' ? 'sms_sender' : campaign.network === 'telegram' ? 'bot_sender' : 'business',
        )}
        day={format.isToday(at) ? l('today') : format.date(at)}
        time={format.time(at)}
        spans={shown?.spans ?? []}
        empty={l('drawer_empty')}
      />
      {people.length > 0 && shown && (
        <PreviewPager
          label={l('preview_of', {
            name: shown.displayName,
            index: (index % people.length) + 1,
            total: people.length,
          })}
          previous={l('previous')}
          next={l('next_person')}
          onMove={(step) => setIndex((index + step + people.length) % people.length)}
        />
      )}
    </>
  );
}

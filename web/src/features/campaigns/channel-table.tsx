import type { CampaignProgress, ChannelWork } from '@parley/contract/campaign-progress';
import { Check, CircleAlert, CircleDashed, Pause, Play, type LucideIcon } from 'lucide-react';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { StackedBar } from '#ui/bar';
import { ChannelGlyph, type Network } from '#ui/channel-glyph';
import { Table, Td, Th } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { useLiveTexts } from './live-texts.ts';
import { barStates, grounds, isTold } from './states.ts';

type Line = CampaignProgress['channels'][number];
type Show = (people: string, channelId: string) => void;

const looks: Record<ChannelWork, { tone: Tone; Icon: LucideIcon }> = {
  pending: { tone: 'neutral', Icon: CircleDashed },
  running: { tone: 'success', Icon: Play },
  waiting: { tone: 'warning', Icon: Pause },
  completed: { tone: 'neutral', Icon: Check },
  error: { tone: 'danger', Icon: CircleAlert },
};

/** What each account has done, at which speed, and why it waits. */
export function ChannelTable({ progress, onShow }: { progress: CampaignProgress; onShow: Show }) {
  const l = useLiveTexts();
  // What has ended has no speed and no end to wait for.
  const isOpen = progress.status === 'QUEUED' || progress.status === 'RUNNING' || progress.status === 'PAUSED';
  const hasCost = progress.channels.some(({ spent }) => spent !== null);
  if (progress.channels.length === 0) return null;
  const most = Math.max(...progress.channels.map(({ sent, states }) => sent + states.submitting), 1);
  return (
    <section aria-label={l('channels')} className="overflow-x-auto">
      <Table className="min-w-[520px] md:min-w-[640px]">
        <thead>
          <tr>
            <Th>{l('channel')}</Th>
            <Th className="max-md:hidden">
              <span className="sr-only">{l('sent')}</span>
            </Th>
            <Th right>{l('sent')}</Th>
            <Th right>{l('delivered')}</Th>
            <Th right>{l('read')}</Th>
            <Th right>{l('errors')}</Th>
            {isOpen && <Th right>{l('speed')}</Th>}
            {isOpen && <Th right>{l('finishes')}</Th>}
            {!isOpen && hasCost && <Th right>{l('spend')}</Th>}
            <Th>{l('state')}</Th>
          </tr>
        </thead>
        <tbody>
          {progress.channels.map((line) => (
            <Row key={line.channelId} {...{ line, most, isOpen, hasCost, onShow }} />
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Row({
  line,
  most,
  isOpen,
  hasCost,
  onShow,
}: {
  line: Line;
  most: number;
  isOpen: boolean;
  hasCost: boolean;
  onShow: Show;
}) {
  const l = useLiveTexts();
  const format = useFormat();
  const { states, sent, name, channelId } = line;
  const failed = states.failed + states.expired;
  const show = (people: string) => () => onShow(people, channelId);
  return (
    <tr>
      <Td>
        <span className="flex items-center gap-2 whitespace-nowrap">
          <ChannelGlyph network={line.network as Network} />
          {name}
          {line.ownQueued > 0 && (
            <Tooltip text={l('own_queue', { count: line.ownQueued })}>
              <span tabIndex={0} className="num text-12 text-text-3">
                +{format.number(line.ownQueued)}
              </span>
            </Tooltip>
          )}
        </span>
      </Td>
      <Td className="max-md:hidden">
        <div className="w-26">
          <StackedBar
            small
            label={l('channel_bar', { name, sent: format.number(sent) })}
            total={most}
            parts={barStates
              .filter((state) => state !== 'queued')
              .map((key) => ({ key, value: states[key], ground: grounds[key] }))}
          />
        </div>
      </Td>
      <Td right className="num">
        <Count value={sent} label={l('sent')} name={name} onShow={show('sent')} />
      </Td>
      <Td right className="num">
        <Told
          count={states.delivered + states.read}
          state="delivered"
          line={line}
          onShow={show(states.delivered > 0 ? 'delivered' : 'read')}
        />
      </Td>
      <Td right className="num">
        <Told count={states.read} state="read" line={line} onShow={show('read')} />
      </Td>
      <Td right className="num">
        <Count value={failed} label={l('errors')} name={name} onShow={show(states.failed > 0 ? 'failed' : 'expired')} />
      </Td>
      {isOpen && (
        <Td right className="num whitespace-nowrap">
          <Speed perSecond={line.perSecond} />
        </Td>
      )}
      {isOpen && (
        <Td right className="num whitespace-nowrap">
          {line.etaSeconds === null ? '—' : format.when(Date.now() + line.etaSeconds * 1_000)}
        </Td>
      )}
      {!isOpen && hasCost && (
        <Td right className="num whitespace-nowrap">
          {line.spent === null ? '—' : format.moneyAbout(line.spent.amount, line.spent.currency)}
        </Td>
      )}
      <Td>
        <WorkBadge line={line} />
      </Td>
    </tr>
  );
}

/** A number that opens its people, as in the table above; nobody is nobody to show. */
function Count({ value, label, name, onShow }: { value: number; label: string; name: string; onShow: () => void }) {
  const l = useLiveTexts();
  const format = useFormat();
  if (value === 0) return 0;
  const number = format.number(value);
  return (
    <button
      type="button"
      className="min-h-6 opens"
      aria-label={l('people_of_channel', { label, number, name })}
      onClick={onShow}
    >
      {number}
    </button>
  );
}

function Told({
  count,
  state,
  line: { network, name },
  onShow,
}: {
  count: number;
  state: 'delivered' | 'read';
  line: Line;
  onShow: () => void;
}) {
  const l = useLiveTexts();
  if (count > 0 || isTold(state, network)) return <Count value={count} label={l(state)} name={name} onShow={onShow} />;
  return (
    <Tooltip text={l(`no_data_${state}`)}>
      <span tabIndex={0} className="whitespace-nowrap text-text-3">
        {l('no_data')}
      </span>
    </Tooltip>
  );
}

function Speed({ perSecond }: { perSecond: number }) {
  const l = useLiveTexts();
  const format = useFormat();
  return perSecond >= 10
    ? l('per_second_short', { rate: format.number(Math.round(perSecond)) })
    : l('per_minute_short', { rate: format.number(Math.round(perSecond * 60)) });
}

function WorkBadge({ line: { work, workReason, until } }: { line: Line }) {
  const l = useLiveTexts();
  const format = useFormat();
  const { tone, Icon } = looks[work];
  const badge = (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {work === 'waiting' && until ? l('work_waiting_until', { time: format.when(until) }) : l(`work_${work}`)}
    </Badge>
  );
  if (workReason === null) return badge;
  return (
    <Tooltip text={l(`why_${workReason}`)}>
      <span tabIndex={0}>{badge}</span>
    </Tooltip>
  );
}

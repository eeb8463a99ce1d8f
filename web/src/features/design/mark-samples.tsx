import { Ban, Check, CircleAlert, Clock, Play } from 'lucide-react';
import { Avatar } from '#ui/avatar';
import { Badge, Count, Tag } from '#ui/badge';
import { Progress, StackedBar } from '#ui/bar';
import { ChannelGlyph } from '#ui/channel-glyph';
import { Kbd } from '#ui/kbd';
import { Table, Td, Th } from '#ui/table';
import { Sample } from './sample.tsx';

const parts = [
  { key: 'read', value: 5_402, ground: 'bg-success-solid' },
  { key: 'delivered', value: 4_873, ground: 'bg-success-mid' },
  { key: 'accepted', value: 1_126, ground: 'bg-info-solid' },
  { key: 'failed', value: 387, ground: 'bg-danger-solid' },
  { key: 'unknown', value: 9, ground: 'bg-warning-solid' },
  { key: 'queued', value: 6_214, ground: 'bg-neutral-solid' },
];
const total = parts.reduce((sum, part) => sum + part.value, 0);

export function MarkSamples() {
  return (
    <>
      <Sample title="Marks">
        <Badge tone="success" icon={<Play aria-hidden />}>
          running
        </Badge>
        <Badge tone="warning" icon={<Clock aria-hidden />}>
          10 min to answer
        </Badge>
        <Badge tone="danger" icon={<CircleAlert aria-hidden />}>
          failed
        </Badge>
        <Badge tone="info" icon={<Check aria-hidden />}>
          accepted
        </Badge>
        <Badge icon={<Ban aria-hidden />}>service only</Badge>
        <Tag>Boilers</Tag>
        <Tag onRemove={() => {}} removeLabel="Remove Boilers">
          Boilers
        </Tag>
        <Count>3</Count>
        <Kbd keys="mod+KeyK" />
        <Kbd keys="inbox.close" />
        <ChannelGlyph network="sms" />
        <ChannelGlyph network="telegram" />
        <ChannelGlyph network="whatsapp" />
        <ChannelGlyph network="email" />
        <ChannelGlyph network="telegram" muted />
        <Avatar name="Анна Мельникова" />
        <Avatar name="Руслан Гатин" size={40} />
        <Avatar name={null} />
      </Sample>
      <Sample title="Progress">
        <div className="flex w-full flex-col gap-3">
          <StackedBar parts={parts} total={total} label="66 per cent done" />
          <StackedBar parts={parts} total={total} label="66 per cent done" small />
          <Progress share={0.42} label="Import" />
          <Progress share={null} label="Counting" />
        </div>
      </Sample>
      <Sample title="Table">
        <Table>
          <thead>
            <tr>
              <Th>Channel</Th>
              <Th right>Sent</Th>
              <Th right>Errors</Th>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {['Service 1', 'Service 2'].map((name, index) => (
              <tr key={name} className="hover:bg-surface-2">
                <Td>
                  <span className="flex items-center gap-2">
                    <ChannelGlyph network={index ? 'sms' : 'telegram'} />
                    {name}
                  </span>
                </Td>
                <Td right>
                  <a href="#table" className="opens">
                    2 932
                  </a>
                </Td>
                <Td right>96</Td>
                <Td>
                  <Badge tone="success" icon={<Play aria-hidden />}>
                    running
                  </Badge>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Sample>
    </>
  );
}

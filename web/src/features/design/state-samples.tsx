import { Clock, Inbox, WifiOff } from 'lucide-react';
import { ApiError } from '#lib/api';
import { Button } from '#ui/button';
import { MailFrame } from '#ui/mail-frame';
import { PhonePreview, PreviewPager } from '#ui/phone-preview';
import { EmptyState, ErrorState, Notice, SkeletonRows } from '#ui/states';
import { VirtualList } from '#ui/virtual-list';
import { Sample } from './sample.tsx';

const error = new ApiError({
  status: 503,
  code: 'server_busy',
  detail: 'The database is restarting. Try again in a few seconds.',
  requestId: '019a9f7c-3b1e-7a44-9c1e-0d5f0a4c9f10',
});
const gone = new ApiError({ status: 404, code: 'record_missing', detail: 'No such campaign.' });
const networks = ['sms', 'whatsapp', 'telegram', 'email'] as const;
const mail = `<p style="font-size:15px">Choose a <b>new password</b>.</p><p style="color:#6b6862"><a href="https://elsewhere.example">A link</a> leads nowhere here.</p>`;
const rows = Array.from({ length: 100_000 }, (_, index) => ({ id: String(index), name: `Contact ${index + 1}` }));

export function StateSamples() {
  return (
    <>
      <Sample title="States of a page">
        <div className="grid w-full gap-4 md:grid-cols-2">
          <EmptyState
            icon={<Inbox aria-hidden />}
            title="No conversations yet"
            action={<Button variant="primary">Connect a channel</Button>}
          >
            Answers of your customers come here as soon as a channel is connected.
          </EmptyState>
          <ErrorState error={error} onRetry={() => {}} />
          <ErrorState error={gone} onRetry={() => {}} />
          <SkeletonRows count={4} />
          <div className="flex flex-col gap-2">
            <Notice
              tone="warning"
              icon={<Clock aria-hidden />}
              action={
                <a href="#notice" className="link">
                  Give its queue away
                </a>
              }
            >
              Slower than planned: “Service 2” has used its 1,200 an hour and goes on at 12:40.
            </Notice>
            <Notice tone="danger" icon={<WifiOff aria-hidden />}>
              Offline: 2 answers will be sent.
            </Notice>
          </div>
        </div>
      </Sample>
      <Sample title="A message as its reader sees it">
        {networks.map((network) => (
          <div key={network} className="w-72">
            <PhonePreview
              network={network}
              sender="Teplo Service"
              subtitle="Service 1"
              day="Today"
              time="12:40"
              spans={[
                { text: 'Hello, ', variable: null },
                { text: 'Anna', variable: 'firstName' },
                { text: '! Your boiler is due for its autumn check.', variable: null },
              ]}
              footer={<p className="text-12 text-text-3">Reply STOP to unsubscribe</p>}
            />
            <PreviewPager label="Anna, 3 of 20" previous="The one before" next="The next one" onMove={() => {}} />
          </div>
        ))}
        <div className="w-72">
          <PhonePreview
            network="sms"
            sender="Teplo Service"
            subtitle="Service 1"
            day="Today"
            time=""
            spans={[]}
            empty="Nothing is written yet."
          />
        </div>
      </Sample>
      <Sample title="A mail">
        <div className="w-full md:w-[560px]">
          <MailFrame title="A new password" html={mail} />
        </div>
      </Sample>
      <Sample title="A list of 100,000">
        <div className="flex h-60 w-full border">
          <VirtualList
            items={rows}
            rowHeight={40}
            label="Contacts"
            keyOf={(row) => row.id}
            renderRow={(row) => <div className="flex h-10 items-center border-b px-4">{row.name}</div>}
          />
        </div>
      </Sample>
    </>
  );
}

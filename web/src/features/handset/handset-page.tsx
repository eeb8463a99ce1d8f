import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus, Smartphone } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useCan } from '#lib/me';
import { useActions } from '#lib/shortcuts';
import { useIsNarrow, useMedia } from '#lib/use-media';
import { Button } from '#ui/button';
import { Page, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { AccountStrip, AddChannel } from './account-strip.tsx';
import { sandboxQuery, useLivePhones, usePhones } from './handset-queries.ts';
import { NewPhone } from './new-phone.tsx';
import { PhoneList } from './phone-list.tsx';
import { PhoneScreen } from './phone-screen.tsx';
import { useTexts } from './texts.ts';

/** The emulated customers' phones. `open`: the numbers of those that are looked at; `tabs` lead to what else there is. */
export function HandsetPage({ open, tabs }: { open: readonly string[]; tabs?: ReactNode }) {
  const t = useTexts();
  const can = useCan();
  const sandbox = useQuery(sandboxQuery);
  const [making, setMaking] = useState(false);
  useLivePhones();
  const isNarrow = useIsNarrow();
  const { accounts = [] } = sandbox.data ?? {};
  return (
    <Page>
      {!(isNarrow && open.length > 0) && (
        <PageHeader
          title={t('title')}
          meta={isNarrow ? undefined : t('about')}
          actions={
            sandbox.data &&
            accounts.length > 0 && (
              <>
                {can('channels:write') && <AddChannel networks={sandbox.data.networks} asMenu />}
                <Button
                  variant="primary"
                  icon={<Plus aria-hidden />}
                  shortcut="handset.new"
                  onClick={() => setMaking(true)}
                >
                  {t('new_phone')}
                </Button>
              </>
            )
          }
        />
      )}
      {!(isNarrow && open.length > 0) && tabs}
      {sandbox.error && <ErrorState error={sandbox.error} onRetry={() => void sandbox.refetch()} title={t('failed')} />}
      {sandbox.isPending && <SkeletonRows count={6} />}
      {sandbox.data && accounts.length === 0 && (
        <EmptyState
          icon={<Smartphone aria-hidden />}
          title={t('no_channels')}
          action={can('channels:write') && <AddChannel networks={sandbox.data.networks} />}
        >
          <p>{t('no_channels_hint')}</p>
          {!can('channels:write') && <p className="mt-2">{t('no_channels_ask')}</p>}
        </EmptyState>
      )}
      {sandbox.data && accounts.length > 0 && <Phones open={open} onMake={() => setMaking(true)} />}
      {making && <NewPhone onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Phones({ open, onMake }: { open: readonly string[]; onMake: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const most = useMostPhones();
  const [search, setSearch] = useState('');
  const list = usePhones(search);
  const phones = list.data?.phones ?? [];
  // With room beside the list the newest phone is open by itself: there is something to see at once. Null: it was put away.
  const [offered, setOffered] = useState<string | null>();
  if (offered === undefined && phones[0]) setOffered(phones[0].number);
  const show = (numbers: readonly string[]): void =>
    void navigate({ to: '/sandbox', search: numbers.length > 0 ? { phones: numbers.join(',') } : {} });
  const pick = (number: string, beside: boolean): void => {
    if (shown.includes(number)) return;
    show(beside ? [...shown, number].slice(-most) : [number, ...shown.slice(1)]);
  };
  const step = (by: number): void => {
    const at = phones.findIndex(({ number }) => number === shown[0]);
    const next = phones[Math.max(0, at + by)];
    if (next) pick(next.number, false);
  };
  useActions([
    { id: 'handset.new', run: onMake },
    { id: 'handset.next', run: () => step(1) },
    { id: 'handset.previous', run: () => step(-1) },
  ]);
  const numbers = open.length === 0 && most > 1 && offered ? [offered] : open;
  const shown = numbers.slice(0, most);
  return (
    <div className="flex min-h-0 flex-1">
      {(!isNarrow || shown.length === 0) && (
        <div className="flex min-h-0 w-full flex-col md:w-80 md:shrink-0 md:border-r">
          <PhoneList
            list={list}
            search={search}
            onSearch={setSearch}
            open={shown}
            onPick={pick}
            mayStandBeside={most > 1}
          />
          <AccountStrip />
        </div>
      )}
      {(!isNarrow || shown.length > 0) && (
        <div className="min-h-0 min-w-0 flex-1 overflow-auto bg-surface-2">
          {shown.length === 0 ? (
            <EmptyState icon={<Smartphone aria-hidden />} title={t('pick')}>
              {t('pick_hint')}
            </EmptyState>
          ) : (
            <div className="flex h-full min-h-[520px] items-stretch justify-center gap-6 md:p-6">
              {shown.map((number) => (
                <PhoneScreen
                  key={number}
                  number={number}
                  onClose={() => {
                    setOffered(null);
                    show(shown.filter((each) => each !== number));
                  }}
                />
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** As many as fit beside the list. */
function useMostPhones(): number {
  const three = useMedia('(min-width: 1600px)');
  const two = useMedia('(min-width: 1200px)');
  return three ? 3 : two ? 2 : 1;
}

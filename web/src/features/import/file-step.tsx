import type { ContactImport } from '@parley/contract/imports';
import { Link, useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { FileUp } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { ApiError, api, upload } from '#lib/api';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { Page, PageBody, PageHeader } from '#ui/page';
import { Stepper } from './stepper.tsx';
import { useTexts } from './texts.ts';

/** The first step: a file comes here by drop or by choice, and the server looks at it. */
export function FileStep() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(undefined);
  const [isOver, setIsOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const send = async (file: File): Promise<void> => {
    stop.current = new AbortController();
    setError(null);
    setSending({ name: file.name, share: 0 });
    try {
      const stored = await upload<{ id: string }>('/files', file, file.name, {
        query: { purpose: 'import' },
        signal: stop.current.signal,
        onProgress: (share) => setSending({ name: file.name, share }),
      });
      const { id } = await api.post<ContactImport>('/imports', { fileId: stored.id });
      await navigate({ to: '/contacts/imports/$id', params: { id } });
    } catch (failure) {
      setSending(null);
      if (failure instanceof DOMException && failure.name === 'AbortError') return;
      setError(failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure));
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !sending) void send(file);
  };
  return (
    <Page>
      <PageHeader
        title={t('title')}
        crumbs={[{ label: t('people'), link: { to: '/contacts' } }]}
        actions={<Stepper current="file" importId={null} />}
      />
      <PageBody className="p-4">
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={onDrop}
          className={clsx(
            'flex min-h-64 max-w-[720px] flex-col items-start justify-center gap-3 rounded-8 border border-dashed p-8',
            isOver ? 'border-accent bg-accent-soft' : 'border-border',
          )}
        >
          <FileUp aria-hidden className="size-5! text-text-3" />
          {sending ? (
            <Sending sending={sending} onStop={() => stop.current?.abort()} />
          ) : (
            <>
              <h2 className="text-16 font-semibold">{isOver ? t('drop_now') : t('drop')}</h2>
              <p className="max-w-[60ch] text-14 leading-msg text-text-2">{t('file_hint')}</p>
              <input
                ref={field}
                type="file"
                accept=".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/plain,text/vcard"
                aria-label={t('choose')}
                className="sr-only"
                tabIndex={-1}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file) void send(file);
                  event.target.value = '';
                }}
              />
              <Button variant="primary" onClick={() => field.current?.click()}>
                {t('choose')}
              </Button>
            </>
          )}
          {error && (
            <p role="alert" className="text-danger">
              {error}
            </p>
          )}
        </div>
        <p className="pt-4">
          <Link to="/contacts/imports" className="link">
            {t('earlier')}
          </Link>
        </p>
        <span className="sr-only" role="status">
          {sending && t('uploaded_share', { share: format.percent(sending.share) })}
        </span>
      </PageBody>
    </Page>
  );
}

function Sending({ sending, onStop }: { sending: { name: string; share: number }; onStop: () => void }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <div className="flex w-full flex-col items-start gap-2">
      <h2 className="text-16 font-semibold break-all">{t('uploading', { name: sending.name })}</h2>
      <span
        role="progressbar"
        aria-label={t('uploading', { name: sending.name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(sending.share * 100)}
        className="block h-1.5 w-full overflow-hidden rounded-6 bg-neutral-soft"
      >
        <span className="block h-full bg-accent" style={{ width: `${sending.share * 100}%` }} />
      </span>
      <span className="num text-text-3">{format.percent(sending.share)}</span>
      <Button size="small" onClick={onStop}>
        {t('stop_upload')}
      </Button>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Page, PageBody, PageHeader } from '#ui/page';

/** One page of the settings: its title, what can be done, sections below each other. */
export function SettingsPageFrame({
  title,
  actions,
  meta,
  wide,
  children,
}: {
  title: string;
  actions?: ReactNode;
  meta?: ReactNode;
  /** For tables. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <Page>
      <PageHeader title={title} actions={actions} meta={meta} />
      <PageBody>
        <div className={wide ? 'max-w-[1080px] px-4 pb-12' : 'max-w-[880px] px-4 pb-12'}>{children}</div>
      </PageBody>
    </Page>
  );
}

/** What belongs together, named beside it. */
export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-b py-6 last:border-b-0 md:grid-cols-[220px_minmax(0,1fr)]">
      <div>
        <h2 className="text-14 font-semibold">{title}</h2>
        {hint && <p className="mt-1 text-12 leading-msg text-text-3">{hint}</p>}
      </div>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  );
}

/** A choice that holds as soon as it is made. */
export function Setting({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1.5">
      <div className="min-w-0 flex-1 basis-48 pt-1">
        <p className="font-medium">{label}</p>
        {hint && <p className="text-12 text-text-3">{hint}</p>}
      </div>
      {children}
    </div>
  );
}

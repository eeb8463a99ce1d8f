import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#ui/button';
import { useTexts } from './texts.ts';

/** The way back and on. Everything is kept by the server, so it may be finished another day. */
export function Footer({
  back,
  hint,
  isSaving,
  children,
}: {
  back?: () => void;
  hint?: string;
  isSaving?: boolean;
  children: ReactNode;
}) {
  const t = useTexts();
  const navigate = useNavigate();
  return (
    <footer className="mt-4 flex flex-col-reverse gap-2 border-t pt-4 md:flex-row md:items-center">
      {back && (
        <Button variant="ghost" icon={<ChevronLeft aria-hidden />} onClick={back}>
          {t('back')}
        </Button>
      )}
      <span className="flex-1 max-md:hidden" />
      <span role="status" className="text-12 text-text-3 max-md:text-center">
        {isSaving ? t('saving') : hint}
      </span>
      <Button onClick={() => void navigate({ to: '/contacts/imports' })}>{t('later')}</Button>
      {children}
    </footer>
  );
}

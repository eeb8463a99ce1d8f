import { useEffect, type ReactNode } from 'react';
import { setLanguage, useLanguage } from '#lib/i18n';
import { setTheme, themes, useTheme } from '#lib/theme';
import { Menu } from '#ui/menu';
import { Languages, SunMoon } from 'lucide-react';
import { IconButton } from '#ui/button';
import { useTexts } from './auth-texts.ts';

/** A page for who is not signed in: one thing to do, and the two choices that cannot wait. */
export function AuthFrame({
  title,
  text,
  children,
  footer,
  wide,
}: {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  /** The other ways from here. */
  footer?: ReactNode;
  wide?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  return (
    <main className="safe-frame flex min-h-dvh flex-col bg-chrome">
      <div
        className={`mx-auto flex w-full flex-1 flex-col px-4 py-8 md:py-[14dvh] ${wide ? 'max-w-[840px]' : 'max-w-[408px]'}`}
      >
        <p className="mb-6 flex items-center gap-2 text-14 font-semibold">
          <img src="/icon.svg" alt="" className="size-5" />
          Parley
        </p>
        <h1 className="text-20 font-semibold tracking-[-0.012em]">{title}</h1>
        {text && <div className="mt-1 max-w-[64ch] text-14 leading-msg text-text-2">{text}</div>}
        {children && <div className="mt-6">{children}</div>}
        {footer && <div className="mt-4 flex flex-col gap-1 text-text-2">{footer}</div>}
      </div>
      <Choices />
    </main>
  );
}

/** The sheet of paper on which a form stands. */
export function AuthPanel({ children }: { children: ReactNode }) {
  return <div className="rounded-8 border border-border-soft bg-surface p-4 md:p-6">{children}</div>;
}

function Choices() {
  const t = useTexts();
  const theme = useTheme();
  const language = useLanguage();
  return (
    <footer className="flex justify-end gap-1 p-3">
      <Menu
        trigger={<IconButton label={t('language')} icon={<Languages aria-hidden />} />}
        items={[
          { label: 'English', checked: language === 'en', onSelect: () => setLanguage('en') },
          { label: 'Русский', checked: language === 'ru', onSelect: () => setLanguage('ru') },
        ]}
      />
      <Menu
        trigger={<IconButton label={t('theme')} icon={<SunMoon aria-hidden />} />}
        items={themes.map((each) => ({
          label: t(`theme_${each}`),
          checked: each === theme,
          onSelect: () => setTheme(each),
        }))}
      />
    </footer>
  );
}

import { useLocation, useNavigate } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { meQuery, useCan, useMe } from '#lib/me';
import { useElsewhere } from '#lib/page-owner';
import { applyPreferences } from '#lib/preferences';
import { queryClient } from '#lib/query-client';
import { connect, useEvents } from '#lib/realtime';
import { useActions } from '#lib/shortcuts';
import { read, write } from '#lib/storage';
import { setTopBar } from '#lib/top-bar';
import { useIsNarrow, useMedia } from '#lib/use-media';
import { IconButton } from '#ui/button';
import { Drawer } from '#ui/dialog';
import { ConnectionPill } from './connection-pill.tsx';
import { ElsewhereNotice } from './elsewhere-notice.tsx';
import { Navigation } from './navigation.tsx';
import { sections, type SectionCounts } from './sections.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useTexts } from './texts.ts';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));

/** Navigation around the page. `tray` is the list of background work. */
export function Shell({ counts, tray, children }: { counts: SectionCounts; tray: ReactNode; children: ReactNode }) {
  const t = useTexts();
  const me = useMe();
  const isNarrow = useIsNarrow();
  const isWide = useMedia('(min-width: 1200px)');
  const [collapsed, setCollapsed] = useState(() => read('parley.nav') === 'collapsed');
  const [menuOpen, setMenuOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const { pathname } = useLocation();
  // What this page shows is heard while its session is there; after a way back it goes on from where it was.
  const isHere = useElsewhere() === null;
  useEffect(() => (isHere ? connect() : undefined), [isHere]);
  useEffect(() => applyPreferences(me), [me]);
  // Its name and logo stand in the menu.
  useEvents(['organization.updated'], () => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }));
  useEffect(() => setMenuOpen(false), [pathname]);
  useShellActions({ openPalette: () => setPaletteOpen(true), openSheet: () => setSheetOpen(true) });
  const toggle = (): void => {
    write('parley.nav', collapsed ? null : 'collapsed');
    setCollapsed(!collapsed);
  };
  const navigation = (
    <Navigation
      counts={counts}
      tray={tray}
      collapsed={!isNarrow && (collapsed || !isWide)}
      onToggle={isWide ? toggle : null}
      onFind={() => setPaletteOpen(true)}
      onShortcuts={() => setSheetOpen(true)}
    />
  );
  return (
    <div className="safe-frame flex h-dvh flex-col overflow-hidden bg-surface md:flex-row">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:px-3 focus:py-2"
      >
        {t('skip')}
      </a>
      {isNarrow ? (
        <div className="group/bar flex min-h-12 shrink-0 items-start gap-2 border-b bg-surface pl-2">
          {/* Where a page has a way back, that is the way to the menu. */}
          <span className="contents group-has-data-back/bar:hidden">
            <IconButton
              className="mt-2"
              label={t('menu')}
              icon={<MenuIcon aria-hidden />}
              onClick={() => setMenuOpen(true)}
            />
          </span>
          <div ref={setTopBar} className="peer min-w-0 flex-1 empty:hidden" />
          <span className="hidden self-center text-14 font-semibold peer-empty:block">Parley</span>
          <Drawer open={menuOpen} onClose={() => setMenuOpen(false)} title="Parley" edgeToEdge>
            {navigation}
          </Drawer>
        </div>
      ) : (
        navigation
      )}
      <main id="content" className="relative min-h-0 min-w-0 flex-1 bg-surface md:border-l">
        <div className="flex h-full flex-col">
          <ElsewhereNotice />
          <div className="min-h-0 flex-1">{children}</div>
        </div>
      </main>
      <ConnectionPill />
      {paletteOpen && (
        <Suspense>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
      <ShortcutSheet open={sheetOpen} onClose={() => setSheetOpen(false)} />
    </div>
  );
}

function useShellActions({ openPalette, openSheet }: { openPalette: () => void; openSheet: () => void }): void {
  const can = useCan();
  const navigate = useNavigate();
  useActions([
    { id: 'shell.palette', run: openPalette },
    { id: 'shell.shortcuts', run: openSheet },
    ...sections
      .filter((section) => can(section.permission))
      .map((section) => ({ id: `shell.${section.key}` as const, run: () => void navigate({ to: section.to }) })),
  ]);
}

import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { CircleHelp, PanelLeft, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useActionTexts } from '#lib/actions';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { IconButton } from '#ui/button';
import { Kbd } from '#ui/kbd';
import { Tooltip } from '#ui/tooltip';
import { OrganizationMenu } from './organization-menu.tsx';
import { sections, type Section, type SectionCounts } from './sections.ts';
import { useTexts } from './texts.ts';
import { UserMenu } from './user-menu.tsx';

const row = 'flex h-8 items-center gap-2 rounded-6 px-2 text-13 whitespace-nowrap md:h-7';

export function Navigation({
  counts,
  tray,
  collapsed,
  onToggle,
  onFind,
  onShortcuts,
}: {
  counts: SectionCounts;
  tray: ReactNode;
  collapsed: boolean;
  /** Null: the window is too narrow to choose. */
  onToggle: (() => void) | null;
  onFind: () => void;
  onShortcuts: () => void;
}) {
  const t = useTexts();
  const can = useCan();
  const action = useActionTexts();
  return (
    <nav
      aria-label={t('sections')}
      data-collapsed={collapsed || undefined}
      className={clsx(
        'group flex min-h-full shrink-0 flex-col gap-0.5 bg-chrome px-2 pb-2 text-text-2 md:h-full',
        collapsed ? 'md:w-14' : 'md:w-55',
      )}
    >
      <div className={clsx('flex items-center gap-1', collapsed ? 'flex-col py-2' : 'h-12')}>
        <OrganizationMenu collapsed={collapsed} />
        {onToggle && (
          <IconButton
            label={collapsed ? t('expand') : t('collapse')}
            size="small"
            icon={<PanelLeft aria-hidden />}
            onClick={onToggle}
          />
        )}
      </div>
      <Find collapsed={collapsed} onFind={onFind} />
      {sections
        .filter((section) => can(section.permission))
        .map((section) => (
          <Item key={section.key} section={section} count={counts[section.key]} collapsed={collapsed} />
        ))}
      <div className="mt-auto flex flex-col gap-0.5 pt-4">
        {tray}
        <div className={clsx('flex items-center gap-1', collapsed && 'flex-col')}>
          <UserMenu collapsed={collapsed} />
          <IconButton
            label={action('shell.shortcuts')}
            shortcut="shell.shortcuts"
            size="small"
            icon={<CircleHelp aria-hidden />}
            onClick={onShortcuts}
          />
        </div>
      </div>
    </nav>
  );
}

function Find({ collapsed, onFind }: { collapsed: boolean; onFind: () => void }) {
  const t = useTexts();
  const button = (
    <button
      type="button"
      onClick={onFind}
      aria-label={collapsed ? t('find') : undefined}
      className={clsx(
        'mb-2 flex h-8 items-center rounded-6 border border-border-soft bg-surface text-text-3 hover:border-border',
        collapsed ? 'justify-center px-2' : 'gap-1.5 pr-1 pl-2',
      )}
    >
      <Search aria-hidden />
      {!collapsed && (
        <>
          <span className="min-w-0 flex-1 truncate text-left">{t('find')}</span>
          <Kbd keys="shell.palette" />
        </>
      )}
    </button>
  );
  return collapsed ? (
    <Tooltip text={t('find')} shortcut="shell.palette" side="right">
      {button}
    </Tooltip>
  ) : (
    button
  );
}

function Item({ section, count, collapsed }: { section: Section; count: number | undefined; collapsed: boolean }) {
  const t = useTexts();
  const format = useFormat();
  const Icon = section.icon;
  const link = (
    <Link
      to={section.to}
      activeOptions={{ exact: false }}
      className={clsx(row, 'hover:bg-hover', collapsed && 'justify-center')}
      activeProps={{ className: 'bg-neutral-soft font-medium text-text [&_svg]:text-text', 'aria-current': 'page' }}
      aria-label={collapsed ? t(section.key) : undefined}
    >
      <Icon aria-hidden className="text-text-3" />
      {!collapsed && <span>{t(section.key)}</span>}
      {!collapsed && count !== undefined && count > 0 && (
        <span className="num ml-auto text-12 text-text-3">{format.number(count)}</span>
      )}
    </Link>
  );
  return (
    <>
      {section.heading && !collapsed && <h2 className="px-2 pt-3 pb-1 text-12 text-text-3">{t(section.heading)}</h2>}
      {section.heading && collapsed && <hr className="mx-2 my-2" />}
      {collapsed ? (
        <Tooltip text={t(section.key)} shortcut={`shell.${section.key}`} side="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </>
  );
}

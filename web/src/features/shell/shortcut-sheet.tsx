import { Link } from '@tanstack/react-router';
import { factsOf, useActionTexts } from '#lib/actions';
import { keysOf, useAllActions } from '#lib/shortcuts';
import { Dialog } from '#ui/dialog';
import { Kbd } from '#ui/kbd';
import { useTexts } from './texts.ts';

/** Every key that works on this page now. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTexts();
  const name = useActionTexts();
  const actions = useAllActions().filter(({ id }) => keysOf(id).length > 0);
  const groups = Map.groupBy(actions, ({ id }) => factsOf(id).group);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={name('shell.shortcuts')}
      description={t('shortcuts_hint')}
      wide
      footer={
        <Link to="/settings/keyboard" className="link mr-auto" onClick={onClose}>
          {t('shortcuts_change')}
        </Link>
      }
    >
      <div className="columns-1 gap-8 md:columns-2">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-12 font-medium text-text-3">{name(`group_${group}`)}</h3>
            <dl>
              {list.map(({ id, label }) => (
                <div key={id} className="flex h-7 items-center justify-between gap-4">
                  <dt className="truncate">{label ?? name(id)}</dt>
                  <dd className="flex gap-1">
                    {keysOf(id).map((key) => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

import { keysOf, useAllActions } from '#lib/shortcuts';
import { Dialog } from '#ui/dialog';
import { Kbd } from '#ui/kbd';
import { useTexts } from './texts.ts';

/** Every key that works on this page now. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTexts();
  const actions = useAllActions().filter((action) => keysOf(action).length > 0);
  const groups = Map.groupBy(actions, (action) => action.group);
  return (
    <Dialog open={open} onClose={onClose} title={t('shortcuts')} description={t('shortcuts_hint')} wide>
      <div className="columns-1 gap-8 md:columns-2">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-12 font-medium text-text-3">{group}</h3>
            <dl>
              {list.map((action) => (
                <div key={action.id} className="flex h-7 items-center justify-between gap-4">
                  <dt className="truncate">{action.label}</dt>
                  <dd className="flex gap-1">
                    {keysOf(action).map((key) => (
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

import { AssignPicker, LabelPicker, SnoozePicker } from './pickers.tsx';
import type { PickerKind } from './thread-header.tsx';
import { useChange } from './use-changes.ts';
import type { Deeds } from './use-deeds.ts';
import type { Known } from './use-known.ts';
import type { Place } from './use-place.ts';

/** What is being chosen; `ids`: for other conversations than those that keys are for. */
export interface Picking {
  readonly kind: PickerKind;
  readonly ids: readonly string[] | undefined;
}

export function OpenPicker({
  picking,
  place,
  deeds,
  known,
  onClose,
}: {
  picking: Picking;
  place: Place;
  deeds: Deeds;
  known: Known;
  onClose: () => void;
}) {
  const changeOthers = useChange(known.nameOf);
  const ids = picking.ids ?? deeds.targets;
  const isOwn = ids.every((id) => deeds.targets.includes(id));
  const chosen = isOwn ? deeds.chosen : place.rows.filter(({ id }) => ids.includes(id));
  const onChange = isOwn ? deeds.change : changeOthers;
  if (picking.kind === 'snooze') return <SnoozePicker {...{ ids, onChange, onClose }} />;
  if (picking.kind === 'label')
    return <LabelPicker {...{ ids, onChange, onClose }} labels={known.labels} conversations={chosen} />;
  const current = chosen.length === 1 ? chosen[0]!.assigneeId : undefined;
  return <AssignPicker {...{ ids, onChange, onClose, current }} members={known.members} me={known.me} />;
}

/** How a person wants the list to look; remembered by the browser. */
import { useState } from 'react';
import { read, write } from '#lib/storage';
import { columnKeys, usualColumns, type ColumnKey } from './columns.tsx';

const columnsKey = 'parley.people.columns';
const densityKey = 'parley.people.density';

export function useDisplaySettings() {
  const [shown, setShown] = useState<readonly ColumnKey[]>(() => {
    const stored = read(columnsKey)?.split(',');
    return stored ? columnKeys.filter((key) => stored.includes(key)) : usualColumns;
  });
  const [compact, setCompact] = useState(() => read(densityKey) === 'compact');
  return {
    shown,
    compact,
    toggleColumn: (key: ColumnKey): void => {
      const next = columnKeys.filter((one) => shown.includes(one) !== (one === key));
      write(columnsKey, next.join(','));
      setShown(next);
    },
    setCompact: (next: boolean): void => {
      write(densityKey, next ? 'compact' : null);
      setCompact(next);
    },
  };
}

export type DisplaySettings = ReturnType<typeof useDisplaySettings>;

import { clsx } from 'clsx';
import { useMemo } from 'react';
import { fieldLook } from '#ui/input';

interface Zone {
  readonly name: string;
  readonly label: string;
}

/** Every zone the browser knows. The browser's own list: hundreds of entries that are found by typing. */
export function TimeZoneSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (zone: string) => void;
}) {
  const zones = useMemo(() => zonesWith(value), [value]);
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={clsx('h-8 w-64 max-w-full px-1.5', fieldLook)}
    >
      {zones.map((zone) => (
        <option key={zone.name} value={zone.name}>
          {zone.label}
        </option>
      ))}
    </select>
  );
}

function zonesWith(chosen: string): readonly Zone[] {
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen]);
  return [...names].toSorted().map((name) => ({ name, label: `${name.replaceAll('_', ' ')} (${offsetOf(name)})` }));
}

function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? 'UTC';
}

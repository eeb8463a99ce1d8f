import { clsx } from 'clsx';

const sizes = {
  20: 'size-5 text-[9px]',
  24: 'size-6 text-[10px]',
  32: 'size-8 text-12',
  40: 'size-10 text-14',
  64: 'size-16 text-20',
} as const;
const grounds = [
  'bg-success-soft text-success',
  'bg-info-soft text-info',
  'bg-warning-soft text-warning',
  'bg-danger-soft text-danger',
  'bg-neutral-soft text-text-2',
] as const;

/** The same colour for a person everywhere. */
function groundOf(seed: string): string {
  let sum = 0;
  for (const character of seed) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
  return grounds[sum % grounds.length]!;
}

function initialsOf(name: string): string {
  const words = name.split(/[\s·]+/).filter((word) => /^\p{L}/u.test(word));
  return words.length === 0
    ? '#'
    : words
        .slice(0, 2)
        .map((word) => word[0]!.toUpperCase())
        .join('');
}

/** Decoration beside a name; with `label`, it stands for the name. */
export function Avatar({
  name,
  image,
  size = 24,
  label,
}: {
  name: string | null;
  image?: string | null;
  size?: keyof typeof sizes;
  label?: string;
}) {
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  if (image)
    return <img src={image} alt={label ?? ''} className={clsx('shrink-0 rounded-full object-cover', sizes[size])} />;
  return (
    <span
      {...named}
      className={clsx(
        'inline-grid shrink-0 place-content-center rounded-full leading-none font-semibold tracking-[0.01em] select-none',
        sizes[size],
        name === null ? 'border border-dashed border-border text-text-3' : groundOf(name),
      )}
    >
      {name === null ? '+' : initialsOf(name)}
    </span>
  );
}

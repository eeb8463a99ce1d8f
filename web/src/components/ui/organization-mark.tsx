import { clsx } from 'clsx';

const sizes = { 20: 'size-5 rounded-6 text-12', 64: 'size-16 rounded-8 text-24' } as const;

/** An organization's logo, or its first letter: a square, where people are round. Decoration beside its name. */
export function OrganizationMark({
  name,
  image,
  size = 20,
  label,
}: {
  name: string;
  image: string | null;
  size?: keyof typeof sizes;
  /** Where it stands for the name. */
  label?: string;
}) {
  if (image) return <img src={image} alt={label ?? ''} className={clsx('shrink-0 object-cover', sizes[size])} />;
  const letter = /\p{L}|\p{N}/u.exec(name)?.[0].toUpperCase() ?? '#';
  return (
    <span
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      className={clsx(
        'inline-grid shrink-0 place-content-center bg-accent-soft leading-none font-semibold text-accent-text select-none',
        sizes[size],
      )}
    >
      {letter}
    </span>
  );
}

import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';

const variants = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border-border-soft bg-surface hover:bg-hover hover:border-border',
  ghost: 'border-transparent text-text-2 hover:bg-hover hover:text-text',
  danger: 'border-transparent text-danger hover:bg-danger-soft',
  'danger-solid': 'border-transparent bg-danger-solid text-on-accent hover:opacity-90',
} as const;

const blocked =
  'aria-disabled:bg-transparent aria-disabled:text-text-3 aria-disabled:border-dashed aria-disabled:border-border-soft! aria-disabled:cursor-not-allowed aria-disabled:hover:bg-transparent';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: keyof typeof variants;
  size?: 'normal' | 'small';
  icon?: ReactNode;
  /** `KeyE`: shown, not bound. */
  shortcut?: string;
  /** Why it cannot be pressed now. It stays reachable, and says so. */
  disabledReason?: string | null | undefined;
  /** The action runs: the label stays, a second press does nothing. */
  busy?: boolean;
}

export function Button({
  variant = 'secondary',
  size = 'normal',
  icon,
  shortcut,
  disabledReason,
  busy = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const isBlocked = Boolean(disabledReason) || busy;
  const button = (
    <button
      {...rest}
      type={type}
      aria-disabled={isBlocked || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (isBlocked) event.preventDefault();
        else onClick?.(event);
      }}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-6 border text-13 font-medium whitespace-nowrap transition-state',
        size === 'small' ? 'h-7 gap-1 px-2' : 'h-8 gap-2 px-3',
        !children && (size === 'small' ? 'w-7 px-0' : 'w-8 px-0'),
        'aria-pressed:bg-accent-soft aria-pressed:text-accent-text',
        variants[variant],
        disabledReason && blocked,
        busy && 'opacity-70',
        className,
      )}
    >
      {icon}
      {children}
      {shortcut && <Kbd keys={shortcut} onAccent={variant === 'primary' && !disabledReason} />}
    </button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

/** A button of one icon: its label is read out and shown as a tooltip. */
export function IconButton({
  label,
  icon,
  shortcut,
  variant = 'ghost',
  disabledReason,
  ...rest
}: Omit<ButtonProps, 'children' | 'icon'> & { label: string; icon: ReactNode }) {
  const button = <Button {...rest} variant={variant} icon={icon} aria-label={label} disabledReason={disabledReason} />;
  if (disabledReason) return button;
  return (
    <Tooltip text={label} {...(shortcut !== undefined && { shortcut })}>
      {button}
    </Tooltip>
  );
}

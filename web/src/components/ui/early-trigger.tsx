import { cloneElement, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

/**
 * The control alone, until what it opens has been fetched. Neither a press nor the focus that it got meanwhile is lost.
 */
export function EarlyTrigger({
  trigger,
  opens,
  isReady,
  onEarlyPress,
  children,
}: {
  trigger: ReactElement<object>;
  opens: 'menu' | 'dialog';
  isReady: boolean;
  onEarlyPress?: () => void;
  children: (trigger: ReactElement<object>, wasPressed: boolean) => ReactNode;
}) {
  const control = useRef<HTMLElement>(null);
  const [wasPressed, setPressed] = useState(false);
  const [wasEarly] = useState(!isReady);
  // Read before the control is replaced by the one that opens something.
  const hadFocus = isReady && control.current !== null && document.activeElement === control.current;
  useEffect(() => {
    if (isReady && wasEarly && hadFocus && !wasPressed) control.current?.focus();
    // Only when it is replaced.
  }, [isReady]);
  const own = { ref: control };
  if (isReady) return children(wasEarly ? cloneElement(trigger, own) : trigger, wasPressed);
  const press = (): void => {
    setPressed(true);
    onEarlyPress?.();
  };
  return cloneElement(trigger, { ...own, onClick: press, 'aria-haspopup': opens, 'aria-expanded': false } as object);
}

import {
  cloneElement,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
} from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './kbd.tsx';

type Side = 'top' | 'right' | 'bottom' | 'left';

const openMilliseconds = 400;
/** Whoever goes from one to the next has read one already. */
const skipMilliseconds = 200;
/** To go from the control onto what is said about it. */
const leaveMilliseconds = 120;
const gap = 4;
const margin = 8;
let closedAt = 0;
let closeOther: (() => void) | null = null;

/**
 * What a control is called or why it is blocked, for who points at it or comes to it by keyboard. Escape puts it away,
 * and it stays while it is pointed at (WCAG 1.4.13). The child takes the handlers and keeps its own.
 */
export function Tooltip({
  text,
  shortcut,
  side = 'top',
  children,
}: {
  text: ReactNode;
  shortcut?: string;
  side?: Side;
  children: ReactElement<object>;
}) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const close = useRef(() => {
    clearTimeout(timer.current);
    setAnchor((before) => {
      if (before) closedAt = performance.now();
      return null;
    });
  }).current;
  useEffect(() => close, [close]);
  if (!text) return children;
  const open = (element: Element): void => {
    clearTimeout(timer.current);
    if (closeOther !== close) closeOther?.();
    closeOther = close;
    setAnchor(element);
  };
  const stay = (): void => clearTimeout(timer.current);
  const leave = (): void => {
    stay();
    timer.current = setTimeout(close, leaveMilliseconds);
  };
  const own: Record<string, unknown> = { ...children.props };
  const also =
    (name: string, work: (event: SyntheticEvent) => void) =>
    (event: SyntheticEvent): void => {
      (own[name] as ((given: SyntheticEvent) => void) | undefined)?.(event);
      work(event);
    };
  const trigger = cloneElement(children, {
    ...(anchor && { 'aria-describedby': id }),
    onPointerEnter: also('onPointerEnter', ({ nativeEvent, currentTarget }) => {
      if ((nativeEvent as PointerEvent).pointerType === 'touch') return;
      stay();
      const isNext = performance.now() - closedAt < skipMilliseconds;
      timer.current = setTimeout(() => open(currentTarget), isNext ? 0 : openMilliseconds);
    }),
    onPointerLeave: also('onPointerLeave', leave),
    onPointerDown: also('onPointerDown', close),
    onFocus: also('onFocus', ({ currentTarget }) => {
      if (currentTarget.matches(':focus-visible')) open(currentTarget);
    }),
    onBlur: also('onBlur', close),
  } as object);
  return (
    <>
      {trigger}
      {anchor &&
        createPortal(
          <Bubble {...{ id, anchor, side, close, stay, leave }}>
            {text}
            {shortcut && <Kbd keys={shortcut} onOverlay />}
          </Bubble>,
          document.body,
        )}
    </>
  );
}

function Bubble({
  id,
  anchor,
  side,
  close,
  stay,
  leave,
  children,
}: {
  id: string;
  anchor: Element;
  side: Side;
  close: () => void;
  stay: () => void;
  leave: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place(box.current!, anchor.getBoundingClientRect(), side));
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('scroll', close, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('scroll', close, true);
    };
  }, [close]);
  return (
    <div
      ref={box}
      id={id}
      role="tooltip"
      onPointerEnter={stay}
      onPointerLeave={leave}
      className="fixed top-0 left-0 z-50 flex max-w-80 items-center gap-2 rounded-6 bg-overlay px-2 py-1 text-12 text-on-overlay shadow-overlay enter-fade"
    >
      {children}
    </div>
  );
}

/** Beside the control where it was asked for, opposite where there is no room, and never over the edge. */
function place(box: HTMLElement, at: DOMRect, side: Side): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const room = { top: at.top, left: at.left, bottom: innerHeight - at.bottom, right: innerWidth - at.right };
  const opposite = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' } as const;
  const isUpright = side === 'top' || side === 'bottom';
  const wanted = (isUpright ? height : width) + gap + margin;
  const chosen = room[side] < wanted && room[opposite[side]] > room[side] ? opposite[side] : side;
  const centred = { left: at.left + (at.width - width) / 2, top: at.top + (at.height - height) / 2 };
  const spot = {
    top: { ...centred, top: at.top - height - gap },
    bottom: { ...centred, top: at.bottom + gap },
    left: { ...centred, left: at.left - width - gap },
    right: { ...centred, left: at.right + gap },
  }[chosen];
  const within = (value: number, size: number, all: number): number =>
    Math.max(margin, Math.min(value, all - size - margin));
  box.style.left = `${Math.round(within(spot.left, width, innerWidth))}px`;
  box.style.top = `${Math.round(within(spot.top, height, innerHeight))}px`;
}

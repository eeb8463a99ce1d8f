import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Still counts as being at the end. */
const nearEnd = 80;
/** So long what was jumped to is held where it is, while pictures around it are loaded. */
const holdMilliseconds = 1_500;

export interface ThreadScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** Of the box, in pixels. */
  readonly width: number;
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
  /** Brings an entry into the middle. */
  readonly show: (entryId: string) => void;
}

interface Loaded {
  readonly thread: string;
  /** The ends of what is loaded. */
  readonly oldest: string;
  readonly newest: string;
  /** There are newer entries than these: the end of them is not that of the thread. */
  readonly isApart: boolean;
}

/**
 * A thread stands at its end and stays there; whoever has scrolled up keeps what they read where it is, whether something
 * comes below or older entries come above.
 */
export function useThreadScroll({ thread, oldest, newest, isApart }: Loaded): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const held = useRef({ thread: '', oldest: '', height: 0, top: 0, isAtEnd: true });
  const jumped = useRef({ entryId: '', until: 0 });
  const [isAtEnd, setAtEnd] = useState(true);
  const [width, setWidth] = useState(0);
  const settle = useCallback((atEnd: boolean) => {
    held.current.isAtEnd = atEnd;
    setAtEnd(atEnd);
  }, []);
  const toEnd = useCallback(() => {
    const element = box.current;
    if (!element) return;
    jumped.current.until = 0;
    element.scrollTop = element.scrollHeight;
    settle(true);
  }, [settle]);
  const show = useCallback(
    (entryId: string) => {
      const element = box.current;
      if (!element || !center(element, entryId)) return;
      jumped.current = { entryId, until: performance.now() + holdMilliseconds };
      held.current.top = element.scrollTop;
      settle(isNearEnd(element));
    },
    [settle],
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const before = held.current;
    if (before.thread !== thread) toEnd();
    else if (before.oldest !== oldest && !before.isAtEnd)
      // Where it stands now: what was heard of last may be a frame old while somebody scrolls.
      element.scrollTop += element.scrollHeight - before.height;
    else if (before.isAtEnd && !isApart) toEnd();
    const { isAtEnd: stays } = held.current;
    held.current = { thread, oldest, height: element.scrollHeight, top: element.scrollTop, isAtEnd: stays && !isApart };
  }, [thread, oldest, newest, isApart, toEnd]);
  useWatched({ box, content, held, jumped, isApart, settle, setWidth }, thread);
  return { box, content, width, isAtEnd: isAtEnd && !isApart, toEnd, show };
}

interface Watched {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly held: RefObject<{ height: number; top: number; isAtEnd: boolean }>;
  readonly jumped: RefObject<{ entryId: string; until: number }>;
  readonly isApart: boolean;
  readonly settle: (atEnd: boolean) => void;
  readonly setWidth: (pixels: number) => void;
}

/** Notes where a person scrolls to, and keeps it while what is around changes its height. */
function useWatched({ box, content, held, jumped, isApart, settle, setWidth }: Watched, thread: string): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = (): void => {
      // Only who scrolls up leaves the end: it also moves away when a picture has come and nobody scrolled.
      const stays = held.current.isAtEnd && element.scrollTop >= held.current.top - 1;
      held.current.top = element.scrollTop;
      held.current.height = element.scrollHeight;
      settle((stays || isNearEnd(element)) && !isApart);
    };
    // A picture that has loaded, a composer that grows: the end stays in sight, and so does what was jumped to.
    const observer = new ResizeObserver(() => {
      const { entryId, until } = jumped.current;
      if (performance.now() < until) center(element, entryId);
      else if (held.current.isAtEnd) element.scrollTop = element.scrollHeight;
      // What became shorter has moved the box up, and nobody did.
      held.current.top = element.scrollTop;
      held.current.height = element.scrollHeight;
      setWidth(element.clientWidth);
    });
    const letGo = (): void => void (jumped.current.until = 0);
    for (const name of ['wheel', 'touchmove', 'keydown'] as const)
      element.addEventListener(name, letGo, { passive: true });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    if (content.current) observer.observe(content.current);
    return () => {
      for (const name of ['wheel', 'touchmove', 'keydown'] as const) element.removeEventListener(name, letGo);
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [thread, isApart, settle, setWidth, box, content, held, jumped]);
}

const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < nearEnd;

/** False when it is not there. */
function center(box: HTMLElement, entryId: string): boolean {
  const entry = box.querySelector(`[data-entry="${CSS.escape(entryId)}"]`);
  if (!entry) return false;
  const [outer, inner] = [box.getBoundingClientRect(), entry.getBoundingClientRect()];
  // One that is higher than the box is shown from its beginning.
  const space = Math.max(0, (outer.height - inner.height) / 2);
  box.scrollTop += inner.top - outer.top - space;
  return true;
}

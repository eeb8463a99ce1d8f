import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Still counts as being at the end. */
const nearEnd = 80;

export interface ThreadScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
}

/**
 * A thread stands at its end and stays there; whoever has scrolled up keeps what they read where it is, whether something
 * comes below or older entries come above. `oldest` and `newest` are the ends of what is loaded.
 */
export function useThreadScroll(thread: string, oldest: string, newest: string): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const held = useRef({ thread: '', oldest: '', newest: '', height: 0, top: 0, isAtEnd: true });
  const [isAtEnd, setAtEnd] = useState(true);
  const toEnd = useCallback(() => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    held.current.isAtEnd = true;
    setAtEnd(true);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const before = held.current;
    if (before.thread !== thread) toEnd();
    else if (before.oldest !== oldest && !before.isAtEnd)
      element.scrollTop = before.top + (element.scrollHeight - before.height);
    else if (before.isAtEnd) toEnd();
    held.current = {
      thread,
      oldest,
      newest,
      height: element.scrollHeight,
      top: element.scrollTop,
      isAtEnd: held.current.isAtEnd,
    };
  }, [thread, oldest, newest, toEnd]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = (): void => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
      held.current = { ...held.current, top: element.scrollTop, height: element.scrollHeight, isAtEnd: atEnd };
      setAtEnd(atEnd);
    };
    // A picture that has loaded, a composer that grows: the end stays in sight.
    const observer = new ResizeObserver(() => {
      if (held.current.isAtEnd) element.scrollTop = element.scrollHeight;
      held.current.height = element.scrollHeight;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    if (content.current) observer.observe(content.current);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [thread]);
  return { box, content, isAtEnd, toEnd };
}

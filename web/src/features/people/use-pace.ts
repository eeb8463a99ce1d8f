import { observeElementOffset, type VirtualizerOptions } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';

type Observe = VirtualizerOptions<HTMLDivElement, Element>['observeElementOffset'];

/**
 * Whether a list flies by: it moves by more than its own height between two frames, as when its scrollbar is dragged. Nobody
 * reads it then, and drawing each row whole takes longer than a frame. It is known before the frame is drawn.
 */
export function usePace(): { isFlying: () => boolean; observe: Observe } {
  const pace = useRef({ offset: 0, isFlying: false });
  const observe = useCallback<Observe>(
    (instance, tell) =>
      observeElementOffset(instance, (offset, isScrolling) => {
        const moved = Math.abs(offset - pace.current.offset);
        const height = instance.scrollRect?.height ?? Infinity;
        const least = pace.current.isFlying ? height / 4 : height;
        pace.current = { offset, isFlying: isScrolling && moved > least };
        tell(offset, isScrolling);
      }),
    [],
  );
  return { isFlying: useCallback(() => pace.current.isFlying, []), observe };
}

/** Parts of a page that are not needed to see it: fetched when the page stands, or at once by whoever opens one before. */
import { createElement, useEffect, useSyncExternalStore, type ComponentType } from 'react';
import { reportFailure } from './report-failure.ts';
import { toast } from './toasts.ts';
import { useUiTexts } from './ui-texts.ts';

/** By then the page has drawn what people wait for, also on a slow phone. */
const standsMilliseconds = 3_000;
const againMilliseconds = 20_000;
const waiting: (() => Promise<unknown>)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * A hook that gives the component once it is there; it is fetched as soon as somebody uses the hook. Whoever opens what does
 * not come is told, and stays where they are.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { isNext = false } = {},
): () => ComponentType<Props> | undefined {
  let part: ComponentType<Props> | undefined;
  const users = new Set<() => void>();
  const subscribe = (tell: () => void): (() => void) => {
    users.add(tell);
    return () => users.delete(tell);
  };
  const fetchPart = async (): Promise<void> => {
    if (part) return;
    part = await load();
    for (const tell of users) tell();
  };
  waiting.push(fetchPart);
  // One after the other, so that all of them are there when the connection breaks.
  timer ??= setTimeout(() => void fetchWaiting(), standsMilliseconds);
  // What does not come now is among those that wait.
  if (isNext) void fetchPart().catch(() => {});
  return function usePart() {
    // Whoever fetched it: what did not come at first comes with those that wait, when the connection is back.
    const Part = useSyncExternalStore(subscribe, () => part);
    useEffect(() => {
      if (Part) return;
      fetchPart().catch((error: unknown) => {
        toast(useUiTexts.translate('part_missing'), {
          tone: 'danger',
          action: { label: useUiTexts.translate('load_anew'), run: () => location.reload() },
        });
        return reportFailure(error);
      });
    }, [Part]);
    return Part;
  };
}

/**
 * A component that comes late; nothing stands in its place until it is there. Every such part has its file. `isNext`: people
 * open it first thing, so it is fetched without waiting for the page to stand.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  options?: { isNext: boolean },
): ComponentType<Props> {
  const usePart = late(load, options);
  return function Lazily(props: Props) {
    const Part = usePart();
    return Part ? createElement(Part, props) : null;
  };
}

/** What does not come now, because the connection broke, is asked for again; nobody has missed it yet. */
async function fetchWaiting(): Promise<void> {
  try {
    for (let next = waiting[0]; next; next = waiting[0]) {
      await next();
      waiting.shift();
    }
    timer = undefined;
  } catch {
    timer = setTimeout(() => void fetchWaiting(), againMilliseconds);
  }
}

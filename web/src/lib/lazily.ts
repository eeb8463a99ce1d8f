/** Parts of a page that are not needed to see it: fetched when the page stands, or at once by whoever opens one before. */
import { createElement, useEffect, useState, type ComponentType } from 'react';
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
  const fetchPart = async () => (part ??= await load());
  waiting.push(fetchPart);
  // One after the other, so that all of them are there when the connection breaks.
  timer ??= setTimeout(() => void fetchWaiting(), standsMilliseconds);
  // What does not come now is among those that wait.
  if (isNext) void fetchPart().catch(() => {});
  return function usePart() {
    const [Part, setPart] = useState(() => part);
    useEffect(() => {
      if (Part) return;
      fetchPart()
        .then((found) => setPart(() => found))
        .catch((error: unknown) => {
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

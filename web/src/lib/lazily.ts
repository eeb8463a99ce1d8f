/** Parts of a page that are not needed to see it: fetched when the page stands, or at once by whoever opens one before. */
import { createElement, useEffect, useState, type ComponentType } from 'react';
import { reportFailure } from './report-failure.ts';

/** By then the page has drawn what people wait for, also on a slow phone. */
const standsMilliseconds = 3_000;
const waiting: (() => Promise<unknown>)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** A hook that gives the component once it is there; it is fetched as soon as somebody uses the hook. */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): () => ComponentType<Props> | undefined {
  let part: ComponentType<Props> | undefined;
  const fetchPart = async () => (part ??= await load());
  waiting.push(fetchPart);
  // One after the other, so that all of them are there when the connection breaks.
  timer ??= setTimeout(() => void fetchWaiting(), standsMilliseconds);
  return function usePart() {
    const [Part, setPart] = useState(() => part);
    useEffect(() => {
      if (!Part)
        fetchPart()
          .then((found) => setPart(() => found))
          .catch((error: unknown) => reportFailure(error));
    }, [Part]);
    return Part;
  };
}

/** A component that comes late; nothing stands in its place until it is there. Every such part has its file. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const usePart = late(load);
  return function Lazily(props: Props) {
    const Part = usePart();
    return Part ? createElement(Part, props) : null;
  };
}

async function fetchWaiting(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift())
    await next().catch((error: unknown) => reportFailure(error));
  timer = undefined;
}

import { api, ApiError, lastRequestId } from './api.ts';

/**
 * Tells the console, and the server, that a part of a page has crashed; what the server refused it knows itself. The answer
 * is the number to quote, or null when nobody could be told. No message of an error is sent: it may quote people.
 */
export async function reportFailure(error: unknown, place = ''): Promise<string | null> {
  if (error instanceof ApiError) return null;
  console.error(error);
  const { name, stack = '' } = error instanceof Error ? error : { name: 'unknown' };
  const body = {
    name: /^\w{1,60}$/.test(name) ? name : 'unknown',
    place,
    stack: stepsOf(stack),
    requestId: lastRequestId(),
  };
  return api.post<{ requestId: string }>('/page-failures', body).then(
    ({ requestId }) => requestId,
    () => null,
  );
}

/** `    at drawChart (https://desk.example/assets/flow-1a2b.js:7:1204)` → `drawChart (flow-1a2b.js:7:1204)` */
export function stepsOf(stack: string): string[] {
  return stack
    .split('\n')
    .flatMap((line) => {
      const step =
        /^\s*(?:at )?(?:async )?([\w$.<> ]{0,80}?)[ @]?\(?(?:https?:\/\/\S*\/|<anonymous>)([\w.-]{1,80}:\d{1,9}:\d{1,9})\)?$/.exec(
          line,
        );
      return step ? [`${step[1]} (${step[2]})`.trimStart()] : [];
    })
    .slice(0, 20);
}

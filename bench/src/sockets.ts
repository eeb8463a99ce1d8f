/**
 * Events to many browsers through the product's whole event path, beside a server that does nothing but send (SPD-14), and a
 * customer's message from the wire to an operator's socket (SPD-12). Linux only.
 *
 *   npm run bench -- sockets [--clients 500] [--events 2000] [--messages 200] [--runs 3] [--json]
 */
import { parseArgs } from 'node:util';
import { checkProc } from './cpu-of-processes.ts';
import { FanOutRunner, type FanOut, type FanOutFigures } from './fan-out-runner.ts';
import { inboundDelays } from './inbound-delays.ts';
import { runCommand, wholeNumber } from './run-command.ts';
import { median, percentile, rounded } from './statistics.ts';

/** As many events as arrive in about one of our ticks when they come as fast as the database takes them. */
const joined = 20;
/** Slow enough that each event is a message of its own with us as well. */
const pausedMilliseconds = 30;
const pausedEvents = 100;

type Side = 'ours' | 'bare, a message for each event' | 'bare, events joined' | 'ours, paced' | 'bare, paced';

await runCommand(async (leftovers) => {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '500' },
      events: { type: 'string', default: '2000' },
      messages: { type: 'string', default: '200' },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  checkProc();
  const burst: FanOut = {
    clients: wholeNumber('clients', values.clients, 1),
    events: wholeNumber('events', values.events, 1),
    pause: 0,
  };
  const paced: FanOut = { ...burst, events: pausedEvents, pause: pausedMilliseconds };
  const runner = await FanOutRunner.start(leftovers);
  const sides: Readonly<Record<Side, () => Promise<FanOutFigures>>> = {
    ours: () => runner.ours(burst),
    'bare, a message for each event': () => runner.bare(burst, 1),
    'bare, events joined': () => runner.bare(burst, joined),
    'ours, paced': () => runner.ours(paced),
    'bare, paced': () => runner.bare(paced, 1),
  };
  const samples = new Map<string, FanOutFigures[]>();
  for (let round = 0; round < wholeNumber('runs', values.runs, 1); round++)
    for (const [side, run] of Object.entries(sides)) samples.set(side, [...(samples.get(side) ?? []), await run()]);
  const rows = Object.fromEntries([...samples].map(([side, figures]) => [side, mediansOf(figures)]));
  const delays = await inboundDelays(wholeNumber('messages', values.messages, 1), leftovers);
  const inbound = { median: rounded(median(delays), 1), p95: rounded(percentile(delays, 95), 1), must: 300, goal: 100 };
  const rate = (side: Side) => rows[side]!.deliveriesPerSecond;
  const ratios = {
    'SPD-14, against a message for each event': rounded(rate('ours') / rate('bare, a message for each event'), 2),
    'SPD-14, against joined events': rounded(rate('ours') / rate('bare, events joined'), 2),
  };
  if (values.json) {
    console.log(JSON.stringify({ rows, ratios, inbound }));
    return;
  }
  console.table(rows);
  console.table(ratios);
  console.log(`SPD-12, milliseconds from the wire to another operator’s socket: ${JSON.stringify(inbound)}`);
});

function mediansOf(figures: readonly FanOutFigures[]) {
  const middle = (pick: (one: FanOutFigures) => number, decimals: number) =>
    rounded(median(figures.map(pick)), decimals);
  return {
    deliveriesPerSecond: middle((one) => one.deliveriesPerSecond, 0),
    nodeCpuUsPerDelivery: middle((one) => one.nodeCpuUsPerDelivery, 2),
    postgresCpuUsPerEvent: middle((one) => one.postgresCpuUsPerEvent, 0),
    p95Milliseconds: middle((one) => one.p95Milliseconds, 1),
  };
}

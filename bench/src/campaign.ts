/**
 * A campaign over SMPP with everything on: `npm run bench -- campaign [--recipients 100000] [--window 200] [--runs 1]
 * [--submit-only] [--json]`. Of several runs the median of each figure.
 */
import { parseArgs } from 'node:util';
import { measureCeiling } from '@parley/sandbox';
import { CampaignRunner, type CampaignFigures } from './campaign-runner.ts';
import { checkProc } from './cpu-of-processes.ts';
import { runCommand, wholeNumber, type Leftovers } from './run-command.ts';
import { median, rounded } from './statistics.ts';

await runCommand(async (leftovers: Leftovers) => {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '100000' },
      window: { type: 'string', default: '200' },
      runs: { type: 'string', default: '1' },
      'submit-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  checkProc();
  const recipients = wholeNumber('recipients', values.recipients, 1);
  const window = wholeNumber('window', values.window, 1);
  const runs = wholeNumber('runs', values.runs, 1);
  const ceiling = await measureCeiling({ window, messages: recipients });
  const runner = await CampaignRunner.start(recipients, leftovers);
  const figures: CampaignFigures[] = [];
  for (let run = 0; run < runs; run++) figures.push(await runner.run({ window, receipts: !values['submit-only'] }));
  const middle = (name: keyof CampaignFigures) => median(figures.map((each) => each[name]));
  const result = {
    messagesPerSecond: Math.round(middle('messagesPerSecond')),
    sentPerSecond: Math.round(middle('sentPerSecond')),
    sandboxCeilingPerSecond: ceiling.messagesPerSecond,
    nodeCpuUsPerMessage: rounded(middle('nodeCpuUsPerMessage'), 1),
    postgresCpuUsPerMessage: rounded(middle('postgresCpuUsPerMessage'), 1),
    peakRssMb: Math.round(middle('peakRssMb')),
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
});

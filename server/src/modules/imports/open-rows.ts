import { openFile } from '#files';
import { getOrganizationRow } from '#organizations';
import type { PhoneCountry } from '#contacts';
import type { Actor, Ctx, Runtime } from '#platform/context';
import type { ImportRow } from './import-queries.ts';
import { oneAhead, readBatches, type Batch } from './read-batches.ts';

/** The rows of an import's file as its settings have them read, and the size of the file. */
export async function openRows(
  runtime: Runtime,
  actor: Actor,
  row: ImportRow,
  portion: { skip: number; size: () => number },
): Promise<{ batches: AsyncGenerator<Batch>; sizeBytes: number }> {
  const today = await runtime.transaction(actor, todayOf, { readOnly: true });
  const { stream, sizeBytes } = await openFile(runtime, actor, row.file_id);
  const defaultCountry = row.options.defaultCountry as PhoneCountry;
  const { format, mapping } = row;
  return { batches: oneAhead(readBatches(stream, { format, mapping, defaultCountry, today, ...portion })), sizeBytes };
}

async function todayOf(ctx: Ctx): Promise<string> {
  const { time_zone: timeZone } = await getOrganizationRow(ctx.db, ctx.actor.organizationId);
  // The Swedish way of writing a date is that of ISO 8601.
  return ctx.clock.now().toLocaleDateString('sv', { timeZone });
}

/** How many rows the file will turn out to have. */
export function estimateTotal(rows: number, bytes: number, sizeBytes: number): number {
  return bytes >= sizeBytes ? rows : Math.max(rows, Math.round((rows * sizeBytes) / Math.max(1, bytes)));
}

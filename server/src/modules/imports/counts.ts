/** What became of rows. `rows` is always the sum of the next four. */
export interface Counts {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Of those not rejected, rows with a cell that could not be used. */
  readonly warned: number;
}

export const noRows: Counts = { rows: 0, created: 0, updated: 0, duplicates: 0, rejected: 0, warned: 0 };

export function addCounts(one: Counts, two: Counts): Counts {
  return {
    rows: one.rows + two.rows,
    created: one.created + two.created,
    updated: one.updated + two.updated,
    duplicates: one.duplicates + two.duplicates,
    rejected: one.rejected + two.rejected,
    warned: one.warned + two.warned,
  };
}

/** A transaction that is longer holds back the order of everybody's events. */
const aimMilliseconds = 100;
const fewest = 500;
const most = 1_000;

/** How many rows to write in one transaction: more where it is quick. */
export class BatchSize {
  rows = fewest;

  /** How long the last one took. */
  learn(rows: number, milliseconds: number): void {
    const fitting = Math.round((rows * aimMilliseconds) / Math.max(1, milliseconds));
    // One odd batch is not worth a leap.
    const near = Math.min(2 * this.rows, Math.max(this.rows / 2, fitting));
    this.rows = Math.min(most, Math.max(fewest, Math.round(near)));
  }
}

/** A part of the app that did not come: the network is gone, or an upgrade of the server has replaced it. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super('A part of the app could not be loaded.', { cause });
    this.name = 'PartMissing';
  }
}

/**
 * Loads a part of the app. A page that cannot have it says so and offers to be loaded anew; it never does that by itself,
 * for somebody may be writing on it.
 */
export function loadPart<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () =>
    load().catch((error: unknown) => {
      throw new PartMissing(error);
    });
}

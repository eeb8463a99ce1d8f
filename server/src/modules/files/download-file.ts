import { systemActor, type Runtime } from '#platform/context';
import { Download, type SessionAnswer } from '#platform/http/route';
import { openFileLink } from './file-link.ts';
import { getStoredFile } from './open-file.ts';

/** HTML, SVG and everything unknown to a browser's own viewers is kept, never shown (SEC-33). */
const shown = /^(image\/(jpeg|png|gif|webp)|audio\/(mpeg|ogg|wav|mp4)|application\/pdf)$/;

/** What a link leads to. The link is the right to it: no session is asked for. */
export async function downloadFile(runtime: Runtime, input: { token: string }): Promise<SessionAnswer> {
  const { organizationId, fileId } = openFileLink(runtime.secrets, input.token, runtime.clock.now());
  const { open, ...facts } = await getStoredFile(runtime, systemActor(organizationId, new Set()), fileId);
  return { body: new Download(open, { ...facts, inline: shown.test(facts.contentType) }) };
}

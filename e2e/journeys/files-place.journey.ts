import type { File as StoredFile, FileLink } from '@parley/contract/files';
import { startParley, type Parley } from '@parley/bench/src/start-parley.ts';
import { temporaryFolder } from '@parley/bench/src/temporary-folder.ts';
import { halvedPicture } from '../fixtures/pictures.ts';
import { expect, test as base } from '../fixtures/test.ts';

const filesUrl = 'http://files.test';

const test = base.extend<object, { parley: Parley }>({
  parley: [
    // Playwright wants to see a pattern, also of nothing.
    async ({ browserName: _browserName }, use) => {
      await using leftovers = new AsyncDisposableStack();
      const dataDir = await temporaryFolder('parley-files-', leftovers);
      await use(await startParley({ dataDir, filesUrl }, leftovers));
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('SEC-22 pictures are shown from the address of the files, and files are kept from there', async ({
  owner,
  parley,
  seat,
}) => {
  const { page } = await seat(owner, '/settings/profile');
  // What a name server and a proxy do.
  await page.context().route(`${filesUrl}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = await route.fetch({ url: parley.url + pathname, headers: { host: new URL(filesUrl).host } });
    await route.fulfill({ response });
  });
  const linkOf = async (name: string, content: Uint8Array<ArrayBuffer>): Promise<string> => {
    const { id } = await owner.api.upload<StoredFile>('/files', name, new Blob([content]));
    return (await owner.api.get<FileLink>(`/files/${id}/link`)).url;
  };

  const picture = await linkOf('picture.png', new Uint8Array(halvedPicture(40, 40)));
  expect(new URL(picture).origin).toBe(filesUrl);
  const width = await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return image.naturalWidth;
  }, picture);
  expect(width).toBe(40);
  expect((await fetch(parley.url + new URL(picture).pathname)).status).toBe(404);

  const note = await linkOf('note.html', new TextEncoder().encode('<!doctype html><script>1</script>'));
  const download = page.waitForEvent('download');
  await page.evaluate((url) => window.location.assign(url), note);
  expect((await download).suggestedFilename()).toBe('note.html');
  await expect(page).toHaveURL(/settings\/profile/);
});

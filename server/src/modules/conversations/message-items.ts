import type { FileLimits } from '#channel';
import type { MessageItem } from '#sending';

/** What goes out for a text and files, in order: the text is the caption of the first file where it fits, else it goes ahead. */
export function itemsOf(text: string, fileIds: readonly string[], limits: FileLimits | null): MessageItem[] {
  const [first, ...others] = fileIds;
  if (first === undefined) return [{ text, fileId: null }];
  const isCaption = text.length <= (limits?.maxCaptionLength ?? 0);
  return [
    ...(isCaption ? [] : [{ text, fileId: null }]),
    { text: isCaption ? text : '', fileId: first },
    ...others.map((fileId) => ({ text: '', fileId })),
  ];
}

import type { ChannelKind } from '#channel';
import type { Runtime } from '#platform/context';
import { AppError } from '#platform/errors';

/** Throws `request_invalid` for a kind that this program does not have, `channel_kind_unofficial` for one that is not allowed. */
export function knownKind({ channels }: Pick<Runtime, 'channels'>, name: string): ChannelKind {
  const kind = channels.get(name);
  if (!kind) {
    const known = [...channels.keys()].join(', ');
    throw new AppError('request_invalid', {
      fields: [
        { path: 'kind', rule: 'kind_unknown', en: `Choose one of: ${known}.`, ru: `Выберите одно из: ${known}.` },
      ],
    });
  }
  if (!kind.official) throw new AppError('channel_kind_unofficial', { details: { kind: name } });
  return kind;
}

import type { Me } from '@parley/contract/accounts';
import { useMe } from '#lib/me';
import { keepMe } from '#lib/preferences';
import { Avatar } from '#ui/avatar';
import { PictureSetting } from './picture-setting.tsx';
import { useTexts } from './settings-texts.ts';

export function AvatarSetting() {
  const t = useTexts();
  const { user } = useMe();
  const image = user?.avatarUrl ? `${user.avatarUrl}?size=256` : null;
  return (
    <PictureSetting
      path="/me/avatar"
      isRound
      hasPicture={image !== null}
      preview={<Avatar name={user?.name ?? ''} image={image} size={64} label={t('picture')} />}
      onSaved={(me) => keepMe(me as Me)}
    />
  );
}

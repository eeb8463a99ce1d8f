import type { MemberRole } from '@parley/contract/permissions';
import { useMe } from '#lib/me';
import { Select } from '#ui/select';
import { useTexts } from './team-texts.ts';

const roles: readonly MemberRole[] = ['owner', 'admin', 'supervisor', 'operator', 'marketer', 'analyst', 'technician'];

/** The roles that this person may give. */
export function RoleSelect({
  value,
  onChange,
  label,
  ...control
}: {
  value: MemberRole;
  onChange: (role: MemberRole) => void;
  /** Where no other label names it. */
  label?: string;
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}) {
  const t = useTexts();
  const me = useMe();
  const offered = roles.filter((role) => role !== 'owner' || me.role === 'owner');
  return (
    <Select
      {...control}
      {...(label !== undefined && { 'aria-label': label })}
      className={label === undefined ? 'w-full' : 'w-36 md:w-40'}
      value={value}
      onChange={onChange}
      options={offered.map((role) => ({ value: role, label: t(`role_${role}`), hint: t(`about_${role}`) }))}
    />
  );
}

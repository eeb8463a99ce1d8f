/** The whole matrix role × permission: server, web and documentation read it here. */
export const roles = ['owner', 'admin', 'supervisor', 'operator', 'marketer', 'analyst', 'technician'] as const;
export type MemberRole = (typeof roles)[number];

const everyone = roles;
const admins = ['owner', 'admin'] as const;
const leads = ['owner', 'admin', 'supervisor'] as const;
const inbox = ['owner', 'admin', 'supervisor', 'operator'] as const;
const marketing = ['owner', 'admin', 'marketer'] as const;
const campaignReaders = ['owner', 'admin', 'supervisor', 'marketer', 'analyst'] as const;
const people = ['owner', 'admin', 'supervisor', 'operator', 'marketer'] as const;
const peopleReaders = ['owner', 'admin', 'supervisor', 'operator', 'marketer', 'analyst'] as const;

export const matrix = {
  'profile:read': everyone,
  'profile:write': everyone,
  'organization:read': everyone,
  'organization:write': admins,
  'members:list': peopleReaders,
  'members:read': leads,
  'members:write': admins,
  'api_keys:read': admins,
  'api_keys:write': admins,
  'audit:read': admins,
  'contacts:read': peopleReaders,
  'contacts:write': people,
  'contacts:import': [...marketing, 'supervisor'],
  'contacts:export': [...marketing, 'supervisor'],
  'contacts:delete': leads,
  'groups:write': people,
  'suppressions:read': campaignReaders,
  'suppressions:write': people,
  'templates:read': peopleReaders,
  'templates:write': marketing,
  'channels:read': peopleReaders,
  'channels:write': admins,
  'sandbox:use': people,
  'campaigns:read': campaignReaders,
  'campaigns:write': marketing,
  'campaigns:send': marketing,
  'campaigns:export': [...marketing, 'supervisor'],
  'conversations:read': inbox,
  'conversations:reply': inbox,
  'conversations:assign': inbox,
  'labels:write': leads,
  'files:read': everyone,
  'files:write': everyone,
  'tasks:read': peopleReaders,
  'tasks:write': peopleReaders,
  'events:read': peopleReaders,
  'faults:read': admins,
  'faults:write': admins,
} as const satisfies Record<string, readonly MemberRole[]>;

export type Permission = keyof typeof matrix;
export const permissions = Object.keys(matrix) as Permission[];

export function permissionsOf(role: MemberRole): ReadonlySet<Permission> {
  return new Set(permissions.filter((permission) => (matrix[permission] as readonly MemberRole[]).includes(role)));
}

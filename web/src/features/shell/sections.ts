import type { Permission } from '@parley/contract/permissions';
import { Cable, FileText, Inbox, Megaphone, Settings, Smartphone, Users, type LucideIcon } from 'lucide-react';

export const sections = [
  { key: 'inbox', to: '/inbox', icon: Inbox, permission: 'conversations:read', heading: null, keys: 'alt+Digit1' },
  { key: 'contacts', to: '/contacts', icon: Users, permission: 'contacts:read', heading: 'people', keys: 'alt+Digit2' },
  {
    key: 'campaigns',
    to: '/campaigns',
    icon: Megaphone,
    permission: 'campaigns:read',
    heading: 'outreach',
    keys: 'alt+Digit3',
  },
  {
    key: 'templates',
    to: '/templates',
    icon: FileText,
    permission: 'templates:read',
    heading: null,
    keys: 'alt+Digit4',
  },
  { key: 'channels', to: '/channels', icon: Cable, permission: 'channels:read', heading: 'system', keys: 'alt+Digit5' },
  { key: 'handset', to: '/sandbox', icon: Smartphone, permission: 'sandbox:use', heading: null, keys: 'alt+Digit6' },
  { key: 'settings', to: '/settings', icon: Settings, permission: 'profile:read', heading: null, keys: 'alt+Digit7' },
] as const satisfies readonly {
  key: string;
  to: string;
  icon: LucideIcon;
  permission: Permission;
  heading: string | null;
  keys: string;
}[];

export type Section = (typeof sections)[number];
/** How many wait in a section. */
export type SectionCounts = Partial<Record<Section['key'], number>>;

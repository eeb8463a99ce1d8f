import type { Permission } from '@parley/contract/permissions';
import { Cable, FileText, Inbox, Megaphone, Settings, Smartphone, Users, type LucideIcon } from 'lucide-react';

/** `shell.{key}` leads there by the keyboard. */
export const sections = [
  { key: 'inbox', to: '/inbox', icon: Inbox, permission: 'conversations:read', heading: null },
  { key: 'contacts', to: '/contacts', icon: Users, permission: 'contacts:read', heading: 'people' },
  { key: 'campaigns', to: '/campaigns', icon: Megaphone, permission: 'campaigns:read', heading: 'outreach' },
  { key: 'templates', to: '/templates', icon: FileText, permission: 'templates:read', heading: null },
  { key: 'channels', to: '/channels', icon: Cable, permission: 'channels:read', heading: 'system' },
  { key: 'handset', to: '/sandbox', icon: Smartphone, permission: 'sandbox:use', heading: null },
  { key: 'settings', to: '/settings', icon: Settings, permission: 'profile:read', heading: null },
] as const satisfies readonly {
  key: string;
  to: string;
  icon: LucideIcon;
  permission: Permission;
  heading: string | null;
}[];

export type Section = (typeof sections)[number];
/** How many wait in a section. */
export type SectionCounts = Partial<Record<Section['key'], number>>;

/** The pages of the settings: opened seldom, so they come together. */
export { KeyboardPage } from '../features/account/keyboard-page.tsx';
export { KeysPage } from '../features/account/keys-page.tsx';
export { MailboxPage } from '../features/account/mailbox-page.tsx';
export { OrganizationPage } from '../features/account/organization-page.tsx';
export { PreferencesPage } from '../features/account/preferences-page.tsx';
export { ProfilePage } from '../features/account/profile-page.tsx';
export { SecurityPage } from '../features/account/security-page.tsx';
export { TeamPage } from '../features/account/team-page.tsx';

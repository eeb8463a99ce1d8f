/** Every address of the app and the file that shows it. Each page is loaded when it is first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '#lib/api';
import { loadPart } from '#lib/load-part';
import { meQuery } from '#lib/me';
import { applyPreferences } from '#lib/preferences';
import { queryClient } from '#lib/query-client';
import { readPeopleSearch } from './features/people/people-search.ts';
import { sections } from './features/shell/sections.ts';
import { installationQuery } from './features/account/installation.ts';
import { AppPending, PageFailed, PageMissing, PagePending } from './routes/page-states.tsx';
import { Root } from './routes/root.tsx';

/** Of the address after `?` only these, and only texts. */
function texts<const Name extends string>(names: readonly Name[]) {
  return (search: Record<string, unknown>): { [Key in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : [])),
    ) as { [Key in Name]?: string };
}

/** A page of its own file. */
const page: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(loadPart(load), name);

const root = createRootRoute({ component: Root, notFoundComponent: PageMissing });

/** For those who are signed in; others are sent to sign in and come back. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  pendingComponent: AppPending,
  component: page(() => import('./routes/app.tsx'), 'App'),
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery).catch(async (error: unknown) => {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (await isFresh()) throw redirect({ to: '/welcome' });
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
    });
    // Before anything is drawn: the first words and times are those of the person.
    applyPreferences(me);
    if (me.user?.mustChangePassword) throw redirect({ to: '/choose-password' });
    // An address from before one had another role: the first page is one that they may see.
    const section = sections.find(({ to }) => location.pathname === to || location.pathname.startsWith(`${to}/`));
    if (section && !me.permissions.includes(section.permission)) throw redirect({ to: '/', replace: true });
  },
});

/** Nobody owns this installation yet. */
async function isFresh(): Promise<boolean> {
  return !(await queryClient.ensureQueryData(installationQuery)).hasOwner;
}

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  /** The first page of each role is its work. */
  beforeLoad: async () => {
    const { permissions } = await queryClient.ensureQueryData(meQuery);
    if (permissions.includes('conversations:read')) throw redirect({ to: '/inbox', replace: true });
    if (permissions.includes('campaigns:read')) throw redirect({ to: '/campaigns', replace: true });
    throw redirect({ to: '/settings', replace: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => app,
  path: '/inbox',
  validateSearch: texts(['view', 'channel', 'label', 'assignee', 'q', 'message']),
  component: page(() => import('./routes/inbox.tsx'), 'InboxRoute'),
});

/** Shown by the inbox itself, so that its list stays where it is. */
const conversation = createRoute({ getParentRoute: () => inbox, path: '$conversationId' });

const contacts = createRoute({
  getParentRoute: () => app,
  path: '/contacts',
  validateSearch: readPeopleSearch,
  component: page(() => import('./routes/contacts.tsx'), 'ContactsRoute'),
});

const contact = createRoute({
  getParentRoute: () => app,
  path: '/contacts/$id',
  component: page(() => import('./routes/contact.tsx'), 'ContactRoute'),
});

const groups = createRoute({
  getParentRoute: () => app,
  path: '/contacts/groups',
  component: page(() => import('./routes/groups.tsx'), 'GroupsRoute'),
});

const suppressions = createRoute({
  getParentRoute: () => app,
  path: '/contacts/suppressions',
  component: page(() => import('./routes/suppressions.tsx'), 'SuppressionsRoute'),
});

const newImport = createRoute({
  getParentRoute: () => app,
  path: '/contacts/import',
  component: page(() => import('./routes/imports.tsx'), 'NewImportRoute'),
});

const imports = createRoute({
  getParentRoute: () => app,
  path: '/contacts/imports',
  component: page(() => import('./routes/imports.tsx'), 'ImportsRoute'),
});

const oneImport = createRoute({
  getParentRoute: () => app,
  path: '/contacts/imports/$id',
  validateSearch: (search: Record<string, unknown>): { step?: 'columns' | 'people' | 'run' } =>
    search['step'] === 'columns' || search['step'] === 'people' || search['step'] === 'run'
      ? { step: search['step'] }
      : {},
  component: page(() => import('./routes/imports.tsx'), 'ImportRoute'),
});

const campaigns = createRoute({
  getParentRoute: () => app,
  path: '/campaigns',
  validateSearch: texts([
    'search',
    'status',
    'network',
    'channelId',
    'templateId',
    'createdBy',
    'from',
    'to',
    'archived',
  ]),
  component: page(() => import('./routes/campaigns.tsx'), 'CampaignsRoute'),
});

const newCampaign = createRoute({
  getParentRoute: () => app,
  path: '/campaigns/new',
  component: page(() => import('./routes/campaign-wizard.tsx'), 'NewCampaignRoute'),
});

const campaignWizard = createRoute({
  getParentRoute: () => app,
  path: '/campaigns/$id/edit/$step',
  /** What was made elsewhere for it. */
  validateSearch: texts(['template', 'channel']),
  component: page(() => import('./routes/campaign-wizard.tsx'), 'CampaignWizardRoute'),
});

const campaign = createRoute({
  getParentRoute: () => app,
  path: '/campaigns/$id',
  /** Whose people are shown, and of them whom. */
  validateSearch: texts(['people', 'reason', 'contact', 'channel']),
  component: page(() => import('./routes/campaign.tsx'), 'CampaignRoute'),
});

const templates = createRoute({
  getParentRoute: () => app,
  path: '/templates',
  validateSearch: texts(['search', 'target', 'categoryId', 'archived']),
  component: page(() => import('./routes/templates.tsx'), 'TemplatesRoute'),
});

const newTemplate = createRoute({
  getParentRoute: () => app,
  path: '/templates/new',
  /** For which network, and the campaign that it is written for. */
  validateSearch: texts(['target', 'campaign']),
  component: page(() => import('./routes/template.tsx'), 'NewTemplateRoute'),
});

const template = createRoute({
  getParentRoute: () => app,
  path: '/templates/$id',
  component: page(() => import('./routes/template.tsx'), 'TemplateRoute'),
});

const channels = createRoute({
  getParentRoute: () => app,
  path: '/channels',
  validateSearch: texts(['channel']),
  component: page(() => import('./routes/channels.tsx'), 'ChannelsRoute'),
});

const newChannel = createRoute({
  getParentRoute: () => app,
  path: '/channels/new',
  validateSearch: texts(['kind', 'campaign']),
  component: page(() => import('./routes/new-channel.tsx'), 'NewChannelRoute'),
});

const handset = createRoute({
  getParentRoute: () => app,
  path: '/sandbox',
  /** The numbers of the phones that stand open, separated by commas. */
  validateSearch: (search: Record<string, unknown>): { phones?: string } =>
    typeof search['phones'] === 'string' && /^\+\d{3,20}(,\+\d{3,20}){0,2}$/.test(search['phones'])
      ? { phones: search['phones'] }
      : {},
  component: page(() => import('./routes/handset.tsx'), 'HandsetRoute'),
});

const sandboxMail = createRoute({
  getParentRoute: () => app,
  path: '/sandbox/mail',
  component: page(() => import('./routes/handset.tsx'), 'SandboxMailRoute'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: page(() => import('./routes/settings.tsx'), 'SettingsRoute'),
});

const settingsPages = () => import('./routes/settings-pages.tsx');

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true });
  },
});

const profile = createRoute({
  getParentRoute: () => settings,
  path: '/profile',
  component: page(settingsPages, 'ProfilePage'),
});

const preferences = createRoute({
  getParentRoute: () => settings,
  path: '/preferences',
  component: page(settingsPages, 'PreferencesPage'),
});

const keyboard = createRoute({
  getParentRoute: () => settings,
  path: '/keyboard',
  component: page(settingsPages, 'KeyboardPage'),
});

const security = createRoute({
  getParentRoute: () => settings,
  path: '/security',
  component: page(settingsPages, 'SecurityPage'),
});

const team = createRoute({
  getParentRoute: () => settings,
  path: '/team',
  component: page(settingsPages, 'TeamPage'),
});

const organization = createRoute({
  getParentRoute: () => settings,
  path: '/organization',
  component: lazyRouteComponent(settingsPages, 'OrganizationPage'),
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: page(settingsPages, 'KeysPage'),
});

const mailbox = createRoute({
  getParentRoute: () => settings,
  path: '/mailbox',
  component: page(settingsPages, 'MailboxPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  /** Where to go on to; what is not a page of ours is passed over (routes/use-enter.ts). */
  validateSearch: texts(['next']),
  component: page(() => import('./routes/sign-in.tsx'), 'SignInRoute'),
  beforeLoad: async () => {
    if (await isFresh()) throw redirect({ to: '/welcome' });
  },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: page(() => import('./routes/welcome.tsx'), 'WelcomeRoute'),
  beforeLoad: async () => {
    if (!(await isFresh())) throw redirect({ to: '/sign-in' });
  },
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: page(() => import('./routes/sign-up.tsx'), 'SignUpRoute'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: page(() => import('./routes/forgot-password.tsx'), 'ForgotPasswordRoute'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: page(() => import('./routes/reset-password.tsx'), 'ResetPasswordRoute'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./routes/invitation.tsx'), 'InvitationRoute'),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('./routes/verify-email.tsx'), 'VerifyEmailRoute'),
});

const choosePassword = createRoute({
  getParentRoute: () => root,
  path: '/choose-password',
  component: page(() => import('./routes/choose-password.tsx'), 'ChoosePasswordRoute'),
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
    if (!me?.user?.mustChangePassword) throw redirect({ to: '/' });
  },
});

/** Every component in every state; only while developing. */
const design = createRoute({
  getParentRoute: () => root,
  path: '/design',
  component: page(() => import('./routes/design.tsx'), 'DesignRoute'),
  beforeLoad: () => {
    if (!import.meta.env.DEV && !import.meta.env['VITE_DESIGN']) throw redirect({ to: '/' });
  },
});

const routeTree = root.addChildren([
  app.addChildren([
    home,
    inbox.addChildren([conversation]),
    contacts,
    contact,
    groups,
    suppressions,
    newImport,
    imports,
    oneImport,
    campaigns,
    newCampaign,
    campaignWizard,
    campaign,
    templates,
    newTemplate,
    template,
    channels,
    newChannel,
    handset,
    sandboxMail,
    settings.addChildren([settingsHome, profile, preferences, keyboard, security, organization, team, keys, mailbox]),
  ]),
  signIn,
  welcome,
  signUp,
  forgotPassword,
  resetPassword,
  invitation,
  verifyEmail,
  choosePassword,
  design,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

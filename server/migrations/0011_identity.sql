-- What people set for themselves, how they get back in, and the mails that are sent to them.

alter table users
  add column phone text constraint users_phone check (phone ~ '^\+[1-9][0-9]{5,14}$'),
  -- What was chosen; what is not in it has the standard of the contract.
  add column preferences jsonb not null default '{}',
  -- A password that somebody else made: good for one purpose, to choose an own one, and for its time.
  add column must_change_password boolean not null default false,
  add column password_expires_at timestamptz,
  -- A picture is a file of the organization in which it was uploaded; those who share another organization see it, too.
  add column avatar_organization_id uuid,
  add column avatar_file_id uuid,
  add column avatar_thumbnail_id uuid,
  add constraint users_avatar_whole check (num_nonnulls(avatar_organization_id, avatar_file_id, avatar_thumbnail_id) in (0, 3)),
  add constraint users_avatar_file foreign key (avatar_organization_id, avatar_file_id) references files (organization_id, id),
  add constraint users_avatar_thumbnail foreign key (avatar_organization_id, avatar_thumbnail_id) references files (organization_id, id);
grant select (phone, must_change_password, avatar_organization_id, avatar_file_id, avatar_thumbnail_id) on users to parley_app;

-- Roles and places are changed together with the sessions they end, which only the system can reach.
grant update on memberships to parley_system;

alter table sign_in_attempts add column kind text not null default 'password'
  constraint sign_in_attempts_kind check (kind in ('password', 'reset'));

-- One live link a person: a new one takes the place of the old.
create table password_resets (
  user_id uuid primary key references users,
  token_hash bytea not null constraint password_resets_token_key unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
grant select, insert, update, delete on password_resets to parley_system;

-- The outbox. A row is written before anybody has looked whether there is such a person, so that asking takes the same
-- time for everybody (SEC-38); what it says is composed when it is sent.
create table mails (
  id uuid primary key,
  kind text not null,
  address text not null constraint mails_address check (length(address) <= 254),
  language text not null constraint mails_language check (language in ('en', 'ru')),
  state text not null default 'queued'
    constraint mails_state check (state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'kept', 'dropped')),
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  give_up_at timestamptz not null,
  -- Written before the mail server is talked to: what is found in `sending` later may have gone out, and is not sent again.
  claimed_at timestamptz,
  finished_at timestamptz,
  error text,
  -- Only without a mail server, for the installation's root to read. Sealed, because it may hold a link that lets somebody in.
  content bytea,
  created_at timestamptz not null default now()
);
create index mails_due on mails (due_at) where state = 'queued';
create index mails_sending on mails (claimed_at) where state = 'sending';
create index mails_kept on mails (id desc) where state = 'kept';
grant select, insert, update, delete on mails to parley_system;

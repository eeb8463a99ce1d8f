-- Who was asked to come, whose address is proven, where somebody works at the moment, and how an organization looks.

create table invitations (
  organization_id uuid not null references organizations,
  id uuid not null,
  email text not null constraint invitations_email_normalised check (email = lower(email) and email = btrim(email)),
  role text not null constraint invitations_role
    check (role in ('owner', 'admin', 'supervisor', 'operator', 'marketer', 'analyst', 'technician')),
  -- Of the mail, for who has no account yet.
  language text not null constraint invitations_language check (language in ('en', 'ru')),
  state text not null default 'pending' constraint invitations_state check (state in ('pending', 'accepted', 'revoked')),
  -- Each round has a link of its own, made from the installation's key; here is its hash, to be looked up by.
  round int not null default 1,
  token_hash bytea not null constraint invitations_token_key unique,
  -- Null: a program with a key. Whoever may no longer invite has not invited either.
  invited_by uuid references users,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_by uuid references users,
  ended_at timestamptz,
  primary key (organization_id, id),
  constraint invitations_ended check ((state = 'pending') = (ended_at is null)),
  constraint invitations_accepted check ((state = 'accepted') = (accepted_by is not null))
);
-- One open invitation for an address; a later one takes its place.
create unique index invitations_pending on invitations (organization_id, email) where state = 'pending';
-- A mail knows no more than the id.
create index invitations_id on invitations (id);
create index invitations_list on invitations (organization_id, id) where state = 'pending';
create index invitations_over on invitations (coalesce(ended_at, expires_at));
call protect_tenant_table('invitations', 'select', 'select, insert, update, delete');

-- What a mail is about, for kinds that say something about one thing.
alter table mails add column subject_id uuid;
create index mails_subject on mails (subject_id, id) where subject_id is not null;

alter table sign_in_attempts
  drop constraint sign_in_attempts_kind,
  add constraint sign_in_attempts_kind check (kind in ('password', 'reset', 'invitation', 'verification'));

alter table users
  -- When the person proved that mails to the address reach them.
  add column email_verified_at timestamptz,
  -- Where the next sign-in leads.
  add column last_organization_id uuid references organizations on delete set null;
grant select (email_verified_at) on users to parley_app;

-- One live link a person: a new one takes the place of the old.
create table email_verifications (
  user_id uuid primary key references users on delete cascade,
  token_hash bytea not null constraint email_verifications_token_key unique,
  expires_at timestamptz not null
);
grant select, insert, update, delete on email_verifications to parley_system;

-- The file goes with its organization, and the organization does not stand in its way.
alter table organizations
  add column logo_file_id uuid,
  add constraint organizations_logo foreign key (organization_id, logo_file_id) references files (organization_id, id)
    on delete set null (logo_file_id);

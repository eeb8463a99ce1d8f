-- People who sign in, what they belong to, and the keys of programs.

create table users (
  id uuid primary key,
  email text not null constraint users_email_key unique,
  name text not null,
  password_hash text not null,
  language text not null default 'en' constraint users_language check (language in ('en', 'ru')),
  time_zone text not null default 'UTC',
  installation_role text constraint users_installation_role check (installation_role in ('root', 'support', 'finance')),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  constraint users_email_normalised check (email = lower(email) and email = btrim(email))
);
comment on column users.email is 'Normalised by the application: trimmed and lower case';
create table organizations (
  organization_id uuid primary key,
  name text not null constraint organizations_name check (length(name) between 1 and 200),
  language text not null default 'en' constraint organizations_language check (language in ('en', 'ru')),
  time_zone text not null default 'UTC',
  currency text not null default 'USD',
  country text not null default 'US' constraint organizations_country check (country ~ '^[A-Z]{2}$'),
  opt_out_words text[] not null default '{}',
  created_at timestamptz not null default now()
);
call protect_tenant_table('organizations', 'select, update', 'select, insert, update');

create table memberships (
  organization_id uuid not null references organizations,
  user_id uuid not null references users,
  role text not null constraint memberships_role
    check (role in ('owner', 'admin', 'supervisor', 'operator', 'marketer', 'analyst', 'technician')),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index memberships_user on memberships (user_id);
call protect_tenant_table('memberships', 'select, insert, update, delete', 'select, insert');

create table sessions (
  id uuid primary key,
  token_hash bytea not null constraint sessions_token_key unique,
  user_id uuid not null references users,
  organization_id uuid not null references organizations,
  remember boolean not null,
  address inet,
  agent text,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organization_id, user_id) references memberships (organization_id, user_id)
);
create index sessions_user on sessions (user_id);
grant select, insert, update, delete on sessions to parley_system;

create table api_keys (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null constraint api_keys_name check (length(name) between 1 and 100),
  token_hash bytea not null constraint api_keys_token_key unique,
  token_start text not null,
  permissions text[] not null,
  created_by uuid not null references users,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, id)
);
-- A request with a key is looked up by its hash before its organization is known, hence the update of used_at by the system.
call protect_tenant_table('api_keys', 'select, insert, update', 'select, update');

grant select, insert, update on users to parley_system;
grant select (id, email, name, language, time_zone, disabled_at) on users to parley_app;

-- Sign-in attempts by account and by address, so that the limits hold over every process and restart (SEC-37).
create table sign_in_attempts (
  id uuid primary key,
  email text not null,
  address inet,
  succeeded boolean not null,
  at timestamptz not null default now()
);
create index sign_in_attempts_email on sign_in_attempts (email, at);
create index sign_in_attempts_address on sign_in_attempts (address, at);
grant select, insert, delete on sign_in_attempts to parley_system;

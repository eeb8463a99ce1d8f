-- What is said (templates) and through what (channels).

create table templates (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null constraint templates_name check (length(name) between 1 and 200),
  type text not null default 'SINGLE' constraint templates_type check (type in ('SINGLE', 'MULTI')),
  target text not null default 'universal'
    constraint templates_target check (target in ('whatsapp', 'telegram', 'sms', 'email', 'universal')),
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (organization_id, id)
);
create unique index templates_name_key on templates (organization_id, name) where archived_at is null;
call protect_tenant_table('templates');

-- Never changed once written: a campaign keeps the version it was started with (TPL-5, F36).
create table template_versions (
  organization_id uuid not null,
  template_id uuid not null,
  version int not null,
  items jsonb not null constraint template_versions_items check (jsonb_typeof(items) = 'array' and jsonb_array_length(items) > 0),
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, template_id, version),
  foreign key (organization_id, template_id) references templates (organization_id, id) on delete cascade
);
call protect_tenant_table('template_versions', 'select, insert, delete');
alter table templates add constraint templates_current_version
  foreign key (organization_id, id, version) references template_versions (organization_id, template_id, version)
  deferrable initially deferred;

create table channels (
  organization_id uuid not null references organizations,
  id uuid not null,
  kind text not null,
  network text not null constraint channels_network check (network in ('sms', 'telegram', 'whatsapp', 'email')),
  name text not null constraint channels_name check (length(name) between 1 and 200),
  is_sandbox boolean not null default false,
  settings jsonb not null,
  -- AES-256-GCM under a key that is not in the database (PLT-62).
  secrets bytea not null,
  session bytea,
  -- What the network says of the account; `paused_at` is what a person says.
  state text not null default 'created'
    constraint channels_state check (state in ('created', 'connecting', 'connected', 'reconnecting', 'login_required')),
  state_reason text,
  state_changed_at timestamptz not null default now(),
  paused_at timestamptz,
  removed_at timestamptz,
  -- Limits in messages; null is no limit of the channel's own.
  per_second numeric constraint channels_per_second check (per_second > 0),
  per_hour int constraint channels_per_hour check (per_hour > 0),
  per_day int constraint channels_per_day check (per_day > 0),
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint channels_id_key unique (id)
);
create unique index channels_name_key on channels (organization_id, name) where removed_at is null;
call protect_tenant_table('channels');

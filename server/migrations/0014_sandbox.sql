-- Which account of the emulated networks is behind a channel. Everything else of it is the sandbox's own.
create table sandbox_accounts (
  organization_id uuid not null,
  channel_id uuid not null,
  network text not null constraint sandbox_accounts_network check (network in ('sms', 'telegram')),
  -- As the network names it: the system id, the bot's id.
  account text not null,
  primary key (organization_id, channel_id),
  constraint sandbox_accounts_account_key unique (organization_id, network, account),
  foreign key (organization_id, channel_id) references channels (organization_id, id)
);
call protect_tenant_table('sandbox_accounts', 'select, insert, delete');

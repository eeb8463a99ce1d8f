-- Who founds an organization of their own in an installation that has its owner comes by a mailed link, so that signing up
-- tells nobody which addresses have an account (SEC-38).

-- One live link an address: a new one takes the place of the old.
create table sign_up_links (
  email text primary key constraint sign_up_links_email check (length(email) <= 254),
  token_hash bytea not null constraint sign_up_links_token_key unique,
  expires_at timestamptz not null
);
grant select, insert, update, delete on sign_up_links to parley_system;

alter table sign_in_attempts
  drop constraint sign_in_attempts_kind,
  add constraint sign_in_attempts_kind check (kind in ('password', 'reset', 'invitation', 'verification', 'sign_up'));

-- Lists of a million conversations read no more than they show.

-- An order by time does not go along an index in which the null of an assignee stands before it: what is nobody's has its own.
create index conversations_unassigned on conversations (organization_id, status, moved_at desc, id desc)
  where assignee_id is null;
drop index conversations_by_assignee;
create index conversations_by_assignee on conversations (organization_id, status, assignee_id, moved_at desc, id desc)
  where assignee_id is not null;

-- A label carries what lists of it are chosen and sorted by. Else the newest conversations are walked until some bear the
-- label, and those that bear it may all be old: 2,000,000 pages of memory for 50 rows. Kept by triggers, so that whoever
-- moves a conversation need not think of its labels.
alter table conversation_labels add column status text not null default 'open',
  add column moved_at timestamptz(3) not null default now();
update conversation_labels l set status = c.status, moved_at = c.moved_at
  from conversations c where c.organization_id = l.organization_id and c.id = l.conversation_id;
create index conversation_labels_newest on conversation_labels (organization_id, label_id, status, moved_at desc, conversation_id desc);
drop index conversation_labels_label;

-- Whoever labels a conversation holds it locked: it is not moved meanwhile.
create function label_as_conversation() returns trigger language plpgsql as $$
begin
  select c.status, c.moved_at into new.status, new.moved_at from conversations c
    where c.organization_id = new.organization_id and c.id = new.conversation_id;
  return new;
end $$;
create trigger as_conversation before insert on conversation_labels for each row execute function label_as_conversation();

create function move_labels() returns trigger language plpgsql as $$
begin
  update conversation_labels set status = new.status, moved_at = new.moved_at
    where organization_id = new.organization_id and conversation_id = new.id;
  return null;
end $$;
create trigger moves_labels after update of status, moved_at on conversations for each row
  when (new.status <> old.status or new.moved_at <> old.moved_at) execute function move_labels();

-- Of a campaign's replies few opt out, and of its failures few have a rare reason.
create index campaign_replies_opted_out on campaign_replies (organization_id, campaign_id, contact_id) where opted_out;

-- Which account of its network a channel is, where only one program may receive for it: nobody adds it twice (CHN-13).
alter table channels add column account text;
create unique index channels_account_key on channels (organization_id, kind, account) where removed_at is null;

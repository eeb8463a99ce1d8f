-- A demo has a past. What it plays goes the way of everything else and bears the present time; afterwards it is told with
-- the times of the days before. Ids stay: within a conversation and within a campaign their order is that of the times.
-- These functions work with their owner's rights and refuse whatever is not a demo.

create function refuse_unless_demo(target uuid) returns void
  language plpgsql set search_path = pg_catalog, public as $$
begin
  perform 1 from organizations where organization_id = target and is_demo and removing_at is null for share;
  if not found then raise exception 'not a demo organization: %', target; end if;
end $$;
revoke all on function refuse_unless_demo(uuid) from public;

-- `entries` are messages of the conversation, `times` when each of them came.
create function age_demo_conversation(target uuid, conversation uuid, entries uuid[], times timestamptz[]) returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform refuse_unless_demo(target);
  update deliveries d set claimed_at = d.claimed_at - gap, submit_deadline = d.submit_deadline - gap,
      accepted_at = d.accepted_at - gap, delivered_at = d.delivered_at - gap, read_at = d.read_at - gap,
      finished_at = d.finished_at - gap
    from (select m.id, m.created_at - told.at as gap from unnest(entries, times) told(id, at)
      join messages m on m.organization_id = target and m.id = told.id and m.conversation_id = conversation) moved
    where d.organization_id = target and d.message_id = moved.id;
  update messages m set created_at = told.at, provider_time = case when m.provider_time is not null then told.at end
    from unnest(entries, times) told(id, at)
    where m.organization_id = target and m.id = told.id and m.conversation_id = conversation;
  update conversations c set created_at = thread.began_at, last_inbound_at = thread.last_inbound_at,
      last_message_at = thread.last_at, moved_at = thread.last_at,
      waiting_since = case when c.waiting_since is not null then thread.waiting_since end
    from (select min(m.created_at) as began_at, max(m.created_at) filter (where m.direction <> 'event') as last_at,
        max(m.created_at) filter (where m.direction = 'in') as last_inbound_at,
        min(m.created_at) filter (where m.inbound_number > held.answered_count) as waiting_since
      from conversations held join messages m on m.organization_id = target and m.conversation_id = held.id
      where held.organization_id = target and held.id = conversation) thread
    where c.organization_id = target and c.id = conversation;
  update campaign_replies r set at = m.created_at from unnest(entries) told(id)
    join messages m on m.organization_id = target and m.id = told.id
    where r.organization_id = target and r.message_id = m.id;
  update suppressions s set created_at = r.at from campaign_replies r
    join unnest(entries) told(id) on told.id = r.message_id
    where r.organization_id = target and r.opted_out and s.organization_id = target
      and s.subject_kind = 'contact' and s.subject = r.contact_id::text;
end $$;

-- A campaign that is over, as if it had begun then and sent its messages over so long, one after the other.
create function age_demo_campaign(target uuid, campaign uuid, began timestamptz, lasted interval) returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  over timestamptz;
  real_begin timestamptz;
  real_end timestamptz;
begin
  perform refuse_unless_demo(target);
  select started_at, finished_at into real_begin, real_end from campaigns
    where organization_id = target and id = campaign and status = 'COMPLETED' for update;
  if not found then raise exception 'not a campaign that is over: %', campaign; end if;
  -- Networks take seconds, and some telephones were off: up to a quarter of an hour.
  update deliveries d set claimed_at = told.at, submit_deadline = told.at + (d.submit_deadline - d.claimed_at),
      accepted_at = case when d.accepted_at is not null then told.at + interval '0.4 s' end,
      delivered_at = case when d.delivered_at is not null then told.at + told.delay end,
      finished_at = case when d.finished_at is not null then told.at + told.delay end
    from (select id, began + lasted * ((row_number() over (order by id) - 1)::float8 / count(*) over ()) as at,
        interval '3 s' + interval '15 min' * power(get_byte(decode(md5(id::text), 'hex'), 0) / 255.0, 6) as delay
      from deliveries where organization_id = target and campaign_id = campaign) told
    where d.organization_id = target and d.id = told.id;
  update recipients r set settled_at = coalesce(d.finished_at, d.delivered_at, d.accepted_at) from deliveries d
    where r.organization_id = target and r.campaign_id = campaign and d.organization_id = target
      and d.campaign_id = campaign and d.contact_id = r.contact_id;
  select greatest(began + lasted, max(coalesce(delivered_at, finished_at, claimed_at))) into over
    from deliveries where organization_id = target and campaign_id = campaign;
  delete from campaign_progress where organization_id = target and campaign_id = campaign;
  insert into campaign_progress (organization_id, campaign_id, at, sent, accepted, delivered, failed, by_channel)
    select target, campaign, point.at, sum(sent), sum(sent - delivered - failed), sum(delivered), sum(failed),
      jsonb_object_agg(channel_id, sent)
    from generate_series(began, over, interval '2 min') point(at)
    cross join lateral (select channel_id, count(*) filter (where claimed_at <= point.at) as sent,
        count(*) filter (where delivered_at <= point.at) as delivered,
        count(*) filter (where delivered_at is null and finished_at <= point.at) as failed
      from deliveries where organization_id = target and campaign_id = campaign group by channel_id) sofar
    group by point.at;
  update campaign_log set at = began
      + (over - began) * (least(1, greatest(-0.01,
        extract(epoch from at - real_begin) / greatest(extract(epoch from real_end - real_begin), 0.001))))
    where organization_id = target and campaign_id = campaign;
  update campaigns set created_at = began - interval '40 min', started_at = began, finished_at = over
    where organization_id = target and id = campaign;
  update contact_campaigns set last_campaign_at = began
    where organization_id = target and last_campaign_id = campaign;
end $$;
revoke all on function age_demo_conversation(uuid, uuid, uuid[], timestamptz[]) from public;
revoke all on function age_demo_campaign(uuid, uuid, timestamptz, interval) from public;
grant execute on function age_demo_conversation(uuid, uuid, uuid[], timestamptz[]) to parley_system;
grant execute on function age_demo_campaign(uuid, uuid, timestamptz, interval) to parley_system;

-- Archived groups are a list of their own.
create index groups_archived on groups (organization_id, name, id) where archived_at is not null;

-- Of millions of telephones few are known to be alive on a messenger; imports know of none, so they pay nothing.
create index contact_phones_whatsapp on contact_phones (organization_id, contact_id) where whatsapp = 'valid';
create index contact_phones_telegram on contact_phones (organization_id, contact_id) where telegram = 'valid';

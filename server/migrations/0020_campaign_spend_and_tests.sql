-- What a campaign costs: the prices it was started with, how much it was thought to take, and what it took.

-- Of the channel at the start: a price that changes later is not this campaign's. Null: nobody had said.
alter table campaign_channels
  add column price_per_thousand int constraint campaign_channels_price_per_thousand check (price_per_thousand >= 0),
  add column price_currency text constraint campaign_channels_price_currency check (price_currency ~ '^[A-Z]{3}$'),
  add constraint campaign_channels_price_whole check ((price_per_thousand is null) = (price_currency is null));

-- Parts of all messages together as the launch reckoned them; null: launched before anybody reckoned.
alter table campaigns add column estimated_parts bigint constraint campaigns_estimated_parts check (estimated_parts >= 0);

-- Parts that the network took, of all attempts. Those of campaigns that ran before are not counted again: they have no price.
alter table campaign_counters add column parts int not null default 0;

-- Whom somebody sent the last test to is whom they are offered next time.
create index test_sends_author on test_sends (organization_id, created_by, created_at);

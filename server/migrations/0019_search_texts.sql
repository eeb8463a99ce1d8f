-- What is searched for does not tell ё from е, as with names: the index is of the text as it is compared.

create index messages_folded_search on messages
  using gin (organization_id, replace(lower(text), 'ё', 'е') gin_trgm_ops) where direction <> 'event';
drop index messages_text_search;

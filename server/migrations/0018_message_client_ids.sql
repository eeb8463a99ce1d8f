-- What the sender of a message called it: a browser that lost the answer knows its own message in the thread.
alter table messages add column client_id uuid;

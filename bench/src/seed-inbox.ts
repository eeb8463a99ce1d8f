/**
 * `node bench/src/seed-inbox.ts --database URL [--conversations N] [--organization ID] [--thread N]`: fills an organization's
 * inbox with people who wrote and were answered, for looking at it and for measuring it. The newest organization is taken by
 * default. With `--thread` the newest conversation has so many earlier messages.
 */
import { parseArgs } from 'node:util';
import { Client } from 'pg';

const names = [
  ...['Марина Воробьёва', 'Дмитрий Карпов', 'Елена Дроздова', 'Артур Шайхутдинов', 'Людмила Ершова', 'Игорь Белоусов'],
  ...['Гульнара Хасанова', 'Рустем Галимов', 'Павел Третьяков', 'Ольга Тимофеева', 'Никита Соловьёв', 'Анна Лебедева'],
  ...['Emma Larsen', 'James Whitfield', 'Sofia Marino', 'Noah Becker', 'Olivia Grant', 'Liam Novak'],
];
const questions = [
  'Здравствуйте! Можно в субботу до обеда? И датчик тяги иногда срабатывает, посмотрите заодно',
  'Котёл опять встал, ошибка E04. Дома дети, холодно',
  'Да, пишите на четверг после 17',
  'Счёт получили, оплатим до пятницы. Пришлите, пожалуйста, акт на почту',
  'Сколько стоит диагностика кондиционера?',
  'Подтекает под краном, мастер сможет сегодня?',
  'Спасибо! Передам жене, она будет дома',
  'Давайте 9–11. А датчик платно?',
  'Hello, is the part in stock? I would like to pick it up tomorrow',
  'Thanks, that worked. One more thing: could you send the invoice again?',
  'The courier did not come. What now?',
  'Can we move the visit to Monday?',
];
const answers = [
  'Датчик обязательно посмотрим. В субботу у мастера свободно с 9 до 11 и с 11 до 13. Какое время удобнее?',
  'Мастер выехал, будет через 25 минут',
  'Записали вас, за час до приезда позвоним',
  'Договор отправили на почту, проверьте, пожалуйста',
  'We have two left. I have put one aside for you until tomorrow evening.',
  'Sorry about that. The courier will call you within the hour.',
];

/** `$1` organization, `$2` how many, `$3` names, `$4` questions, `$5` answers, `$6` and `$7` channels, `$8` first assignee. */
const steps = [
  `create temporary table seeded as
    select n, v7(now() - make_interval(secs => n * 37), n, 'c') as contact_id, v7(now() - make_interval(secs => n * 37), n, 't') as id,
      case when n % 3 = 0 then $7::uuid else $6::uuid end as channel_id,
      ($3::text[])[1 + n % cardinality($3::text[])] as name, '+7916' || lpad((n % 10000000)::text, 7, '0') as phone,
      2 + (n * 7) % 6 as messages, n % 5 <> 0 as waits
    from generate_series(1, $2::int) n`,
  `insert into contacts (organization_id, id, display_name, city)
    select $1, contact_id, name || case when n > 18 then ' ' || n else '' end, 'Казань' from seeded on conflict do nothing`,
  `insert into contact_phones (organization_id, contact_id, phone, is_primary, type, country)
    select $1, contact_id, phone, true, 'mobile', 'RU' from seeded on conflict do nothing`,
  `insert into contact_consents (organization_id, contact_id, network, basis, source)
    select $1, contact_id, 'sms', 'consent', 'form' from seeded on conflict do nothing`,
  `create temporary table said as
    select s.id as conversation_id, s.n, k, s.contact_id, s.waits, s.messages,
      case when (s.messages - k) % 2 = case when s.waits then 0 else 1 end then 'in' else 'out' end as direction,
      now() - make_interval(secs => s.n * 37 + (s.messages - k) * 240) as at
    from seeded s, generate_series(1, s.messages) k`,
  `insert into conversations (organization_id, id, channel_id, contact_id, peer, status, assignee_id, inbound_count,
      answered_count, waiting_since, last_message_id, last_message_at, last_inbound_at, moved_at)
    select $1, s.id, s.channel_id, s.contact_id, s.phone,
      case when n % 11 = 10 then 'resolved' else 'open' end, case n % 4 when 0 then null else $8::uuid end,
      counted.all_in, counted.all_in - case when s.waits then 1 else 0 end,
      case when s.waits and n % 11 <> 10 then now() - make_interval(secs => n * 37) end,
      v7(now() - make_interval(secs => n * 37), n, 'm' || s.messages), now() - make_interval(secs => n * 37),
      now() - make_interval(secs => n * 37), now() - make_interval(secs => n * 37)
    from seeded s
    join (select n, count(*) filter (where direction = 'in')::int as all_in from said group by n) counted using (n)`,
  `insert into messages (organization_id, id, conversation_id, direction, author_kind, author_id, text, inbound_number, created_at)
    select $1, v7(at, n, 'm' || k), conversation_id, direction, case direction when 'in' then 'contact' else 'user' end,
      case direction when 'in' then contact_id else $8::uuid end,
      case direction when 'in' then ($4::text[])[1 + (n + k) % cardinality($4::text[])]
        else ($5::text[])[1 + (n + k) % cardinality($5::text[])] end,
      case direction when 'in' then row_number() over (partition by n, direction order by k) end, at
    from said`,
  `insert into deliveries (organization_id, id, channel_id, message_id, contact_id, state, parts, token, address, text,
      claimed_at, submit_deadline, accepted_at, delivered_at, finished_at, reason)
    select $1, v7(at, n, 'd' || k), s.channel_id, v7(at, n, 'm' || k), s.contact_id, case when n % 13 = 0 then 6 when n % 2 = 0 then 4 else 3 end,
      1, 1, s.phone, '', at, at, at, at, at, case when n % 13 = 0 then 'address_invalid' end
    from said join seeded s using (n) where direction = 'out'`,
] as const;

/** `$1` organization, `$2` how many, `$3` questions, `$4` answers; ten minutes between two, so that there are days and breaths. */
const longThread = `insert into messages
    (organization_id, id, conversation_id, direction, author_kind, author_id, text, inbound_number, created_at)
  select $1, pg_temp.v7(said.at, k, 'long'), c.id, case when isIn then 'in' else 'out' end, case when isIn then 'contact' else 'user' end,
    case when isIn then c.contact_id else c.assignee_id end,
    case when isIn then ($3::text[])[1 + k % cardinality($3::text[])] else ($4::text[])[1 + k % cardinality($4::text[])] end,
    case when isIn then 0 end, said.at
  from (select * from conversations where organization_id = $1 and status = 'open' and assignee_id is not null
    order by moved_at desc, id desc limit 1) c,
    generate_series(1, $2::int) k, lateral (select c.moved_at - make_interval(mins => 60 + k * 10) as at, k % 3 <> 0 as isIn) said`;

const makeId = `create or replace function pg_temp.v7(at timestamptz, n int, salt text) returns uuid language sql as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n || salt), 1, 15))::uuid $$`;

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    conversations: { type: 'string', default: '100000' },
    organization: { type: 'string' },
    thread: { type: 'string', default: '0' },
  },
});
if (values.database === undefined) throw new Error('--database: the connection string of an installation to fill');
const client = new Client({ connectionString: values.database, options: '-c role=parley_owner' });
await client.connect();
await seed(client, Number(values.conversations), values.organization);
await client.end();

async function seed(db: Client, count: number, wanted: string | undefined): Promise<void> {
  const organization = wanted ?? (await newest(db));
  const channels = await channelsOf(db, organization);
  const { rows } = await db.query<{ user_id: string }>(
    'select user_id from memberships where organization_id = $1 order by created_at limit 1',
    [organization],
  );
  const all = [organization, count, names, questions, answers, ...channels, rows[0]!.user_id];
  await db.query(makeId);
  await db.query('begin');
  for (const step of steps) await db.query(...used(step.replaceAll('v7(', 'pg_temp.v7('), all));
  await db.query(longThread, [organization, Number(values.thread), questions, answers]);
  await db.query('commit');
  await db.query('vacuum analyze conversations, messages, contacts, contact_phones, deliveries, conversation_reads');
  console.log(`${count} conversations in ${organization}`);
}

/** The step with only the parameters it names, numbered anew. */
function used(step: string, all: readonly unknown[]): [string, unknown[]] {
  const numbers = [...new Set([...step.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)))];
  const text = step.replace(/\$(\d)/g, (_, digit: string) => `$${numbers.indexOf(Number(digit)) + 1}`);
  return [text, numbers.map((number) => all[number - 1])];
}

async function newest(db: Client): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'select organization_id as id from organizations order by created_at desc limit 1',
  );
  if (!rows[0]) throw new Error('Sign up first: there is no organization to fill.');
  return rows[0].id;
}

/** One for SMS and one for Telegram: those there are, else paused ones that never connect. */
async function channelsOf(db: Client, organization: string): Promise<[string, string]> {
  const find = async (network: string): Promise<string> => {
    const { rows } = await db.query<{ id: string }>(
      'select id from channels where organization_id = $1 and network = $2 and removed_at is null order by created_at limit 1',
      [organization, network],
    );
    if (rows[0]) return rows[0].id;
    const made = await db.query<{ id: string }>(
      `insert into channels (organization_id, id, kind, network, name, settings, secrets, paused_at)
       values ($1, gen_random_uuid(), $2, $3, $4, '{}', '', now()) returning id`,
      [organization, network === 'sms' ? 'sms-smpp' : 'telegram-bot', network, network === 'sms' ? 'SMS' : 'Telegram'],
    );
    return made.rows[0]!.id;
  };
  return [await find('sms'), await find('telegram')];
}

import { useLanguage } from '#lib/i18n';

/** What adapters say of a connection, in Russian. They say it in English, as networks do; what is not here stays so. */
const russian: readonly (readonly [said: RegExp, text: string])[] = [
  [
    /^Telegram does not know this token/,
    'Telegram не знает этот токен. Скопируйте его у @BotFather ещё раз; если он отозван, введите новый.',
  ],
  [
    /^Another program receives/,
    'Сообщения этого бота принимает другая программа. Остановите её или выпустите новый токен у @BotFather: Parley подключится сам.',
  ],
  [
    /^Telegram hands the messages of this bot to (\S+) by a webhook/,
    'Telegram отдаёт сообщения этого бота на $1 через webhook. Отключите его там: Parley подключится сам.',
  ],
  [
    /^Telegram does not reach (\S+): (.+)\. Waiting messages: (\d+)\.$/,
    'Telegram не может достучаться до $1: $2. Ждут сообщений: $3.',
  ],
  [/^Telegram answered (.+)$/, 'Telegram ответил: $1'],
  [/^(?:No answer of Telegram: )?(\S+) could not be looked up\.$/, 'Адрес $1 не находится в DNS.'],
  [/^(?:No answer of Telegram: )?(\S+) has no address\.$/, 'У имени $1 нет адреса.'],
  [
    /^(?:No answer of Telegram: )?(\S+) leads to this machine, a private or a reserved network/,
    '$1 ведёт на этот компьютер или в закрытую сеть. Администратор может разрешить её в PARLEY_OUTBOUND_ALLOW.',
  ],
  [/^(?:No answer of Telegram: )?connect ECONNREFUSED (\S+)$/, 'На $1 никто не отвечает: соединение отклонено.'],
  [/^No connection to (\S+) within the time\.$/, 'Не удалось соединиться с $1 за отведённое время.'],
  [/^(?:No answer of Telegram: )?No answer within the time\.$/, 'Ответ не пришёл за отведённое время.'],
  [/^No answer of Telegram: (.+)$/, 'Telegram не ответил: $1'],
  [/^(\S+\.sandbox) is not running at the moment\.$/, 'Песочница $1 сейчас не запущена.'],
  [/^bind refused: (.+)$/, 'Провайдер не пускает: $1'],
  [/^no answer to the bind$/, 'Провайдер не ответил на вход.'],
  [/^no answer to enquire_link$/, 'Провайдер перестал отвечать.'],
  [/^connection lost while binding$/, 'Связь оборвалась при входе.'],
  [/^the peer (?:closed the connection|unbound)$/, 'Провайдер закрыл соединение.'],
];

/** The reader's words for what an adapter says. */
export function useNetworkWords(): (said: string) => string {
  const isRussian = useLanguage() === 'ru';
  return (said) => {
    const known = isRussian ? russian.find(([pattern]) => pattern.test(said)) : undefined;
    if (!known) return said;
    const found = known[0].exec(said)!;
    return known[1].replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  };
}

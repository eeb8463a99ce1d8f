import { conversationErrors } from './conversation-errors.ts';

/**
 * Every error code, once. `kind` decides the HTTP status in one place (`platform/http`); the texts are what a person reads.
 * `{name}` in a text is filled from the error's details. Names: noun + state.
 */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'range_not_satisfiable'
  | 'precondition_failed'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

interface Entry {
  readonly kind: ErrorKind;
  readonly en: string;
  readonly ru: string;
}

export const errors = {
  // the edge
  request_invalid: { kind: 'invalid', en: 'Some fields are not as expected.', ru: 'Некоторые поля заполнены неверно.' },
  route_unknown: { kind: 'not_found', en: 'There is nothing at this address.', ru: 'По этому адресу ничего нет.' },
  record_missing: { kind: 'not_found', en: 'No such {what}.', ru: 'Не найдено: {what}.' },
  sign_in_required: { kind: 'unauthenticated', en: 'Sign in first.', ru: 'Сначала войдите.' },
  permission_missing: {
    kind: 'forbidden',
    en: 'You need the permission {permission}.',
    ru: 'Нужно право {permission}.',
  },
  rate_limit_reached: {
    kind: 'rate_limited',
    en: 'Too many requests. Try again in {seconds} s.',
    ru: 'Слишком много запросов. Повторите через {seconds} с.',
  },
  range_not_there: {
    kind: 'range_not_satisfiable',
    en: 'The file has {sizeBytes} bytes and none of those asked for.',
    ru: 'В файле {sizeBytes} байт, и запрошенных среди них нет.',
  },
  version_changed: {
    kind: 'precondition_failed',
    en: 'Somebody changed it meanwhile. Read it again.',
    ru: 'За это время его изменили. Прочитайте заново.',
  },
  replay_failed: {
    kind: 'unprocessable',
    en: 'It failed again: {error}',
    ru: 'Снова не удалось: {error}',
  },
  cursor_invalid: {
    kind: 'invalid',
    en: 'The cursor is not one we issued for this list.',
    ru: 'Курсор не от этого списка.',
  },
  idempotency_key_reused: {
    kind: 'unprocessable',
    en: 'This Idempotency-Key was used with another request body.',
    ru: 'Этот Idempotency-Key уже был с другим телом запроса.',
  },
  idempotency_key_busy: {
    kind: 'conflict',
    en: 'The first request with this Idempotency-Key is still being carried out.',
    ru: 'Первый запрос с этим Idempotency-Key ещё выполняется.',
  },
  server_busy: {
    kind: 'unavailable',
    en: 'The server is busy. Try again shortly.',
    ru: 'Сервер занят. Повторите чуть позже.',
  },
  demo_off: {
    kind: 'forbidden',
    en: 'This installation offers no demo.',
    ru: 'На этой установке демонстрации нет.',
  },
  demo_missing: {
    kind: 'conflict',
    en: 'This organization is no demo: it is not removed this way.',
    ru: 'Эта организация — не демонстрация: так она не удаляется.',
  },
  sandbox_away: {
    kind: 'unavailable',
    en: 'The sandbox does not run at the moment. It is started again by itself; try again shortly.',
    ru: 'Песочница сейчас не работает. Она перезапускается сама; повторите чуть позже.',
  },
  sandbox_off: {
    kind: 'forbidden',
    en: 'This installation runs without the sandbox. Its administrator may turn it on with PARLEY_SANDBOX=yes.',
    ru: 'Эта установка работает без песочницы. Администратор включает её настройкой PARLEY_SANDBOX=yes.',
  },
  sandbox_refused: {
    kind: 'invalid',
    en: 'The sandbox does not take this: {field}, {rule}.',
    ru: 'Песочница этого не принимает: {field}, {rule}.',
  },
  server_error: {
    kind: 'internal',
    en: 'Something went wrong on our side. Request {requestId}.',
    ru: 'Ошибка на нашей стороне. Запрос {requestId}.',
  },

  // storage
  file_too_large: { kind: 'invalid', en: 'The file is larger than {limit} bytes.', ru: 'Файл больше {limit} байт.' },
  storage_full: {
    kind: 'unavailable',
    en: 'There is no room left for files. The administrator of this installation has to make some.',
    ru: 'Место для файлов закончилось. Его должен освободить администратор установки.',
  },

  // files, tasks
  file_type_refused: {
    kind: 'invalid',
    en: 'The content of this file is not of an accepted type. Accepted: {accepted}.',
    ru: 'Содержимое файла недопустимого типа. Допустимы: {accepted}.',
  },
  file_link_invalid: {
    kind: 'not_found',
    en: 'This link to a file has expired or was changed. Ask for a new one.',
    ru: 'Ссылка на файл истекла или изменена. Запросите новую.',
  },
  task_not_active: {
    kind: 'conflict',
    en: 'This task has ended: it is {state}.',
    ru: 'Задача уже завершена: {state}.',
  },
  task_not_retryable: {
    kind: 'conflict',
    en: 'Only a failed or cancelled task can be retried; this one is {state}.',
    ru: 'Повторить можно только неудавшуюся или отменённую задачу; эта — {state}.',
  },

  // http
  body_unreadable: {
    kind: 'invalid',
    en: 'The request body is not readable as JSON.',
    ru: 'Тело запроса не читается как JSON.',
  },
  body_too_large: {
    kind: 'invalid',
    en: 'The request body is larger than {limit} bytes.',
    ru: 'Тело запроса больше {limit} байт.',
  },
  content_type_unsupported: {
    kind: 'invalid',
    en: 'Send the body as {expected}.',
    ru: 'Отправьте тело как {expected}.',
  },
  upload_missing: {
    kind: 'invalid',
    en: 'Send one file as multipart/form-data.',
    ru: 'Отправьте один файл как multipart/form-data.',
  },
  cross_site_refused: {
    kind: 'forbidden',
    en: 'This request comes from another site. With a session, change things only from Parley’s own pages; programs use an API key.',
    ru: 'Запрос пришёл с другого сайта. С сессией менять данные можно только со страниц Parley; программам нужен API-ключ.',
  },

  // contacts, groups
  contact_changed: {
    kind: 'conflict',
    en: 'Somebody changed this contact in the meantime. Load it again and repeat your change.',
    ru: 'Контакт тем временем изменил кто-то другой. Загрузите его заново и повторите изменение.',
  },
  bulk_action_not_undoable: {
    kind: 'conflict',
    en: 'There is nothing to take back: the action still runs, cannot be undone, or was undone before.',
    ru: 'Отменять нечего: действие ещё выполняется, необратимо или уже отменено.',
  },
  group_name_taken: {
    kind: 'conflict',
    en: 'There is a group named “{name}” already.',
    ru: 'Группа «{name}» уже есть.',
  },
  group_in_use: {
    kind: 'conflict',
    en: 'A campaign or an import refers to the group “{name}”. Archive it instead.',
    ru: 'На группу «{name}» ссылается кампания или импорт. Отправьте её в архив.',
  },
  group_archived: {
    kind: 'conflict',
    en: 'The group “{name}” is archived. Restore it first.',
    ru: 'Группа «{name}» в архиве. Сначала верните её.',
  },

  // accounts, organizations, api-keys
  sign_in_failed: {
    kind: 'unauthenticated',
    en: 'The e-mail address or the password is wrong.',
    ru: 'Неверный адрес почты или пароль.',
  },
  email_taken: {
    kind: 'conflict',
    en: 'There is an account with this e-mail address already. Sign in instead.',
    ru: 'Учётная запись с этим адресом уже есть. Войдите в неё.',
  },
  connection_not_secure: {
    kind: 'forbidden',
    en: 'Browsers keep a session only over HTTPS or on localhost. Open Parley over HTTPS, or set PARLEY_INSECURE_HTTP=yes.',
    ru: 'Браузер хранит сессию только по HTTPS или на localhost. Откройте Parley по HTTPS или задайте PARLEY_INSECURE_HTTP=yes.',
  },
  installation_owned: {
    kind: 'conflict',
    en: 'This installation has its owner. Ask for a link to sign up.',
    ru: 'У этой установки уже есть владелец. Запросите ссылку для регистрации.',
  },
  sign_up_closed: {
    kind: 'forbidden',
    en: 'Nobody signs up here uninvited. Ask an administrator of your company for an invitation.',
    ru: 'Регистрация здесь только по приглашению. Попросите его у администратора компании.',
  },
  sign_up_link_invalid: {
    kind: 'not_found',
    en: 'This link has expired or was used. Ask for a new one, or sign in.',
    ru: 'Ссылка истекла или уже использована. Запросите новую или войдите.',
  },
  reset_link_invalid: {
    kind: 'not_found',
    en: 'This link has expired or was used. Ask for a new one.',
    ru: 'Ссылка истекла или уже использована. Запросите новую.',
  },
  invitation_invalid: {
    kind: 'not_found',
    en: 'This invitation was used or revoked, or has expired. Ask whoever invited you for a new one.',
    ru: 'Приглашение использовано, отозвано или истекло. Попросите новое у того, кто вас пригласил.',
  },
  invitation_for_another: {
    kind: 'forbidden',
    en: 'This invitation is for {email}. Sign out, then open the link again.',
    ru: 'Это приглашение для {email}. Выйдите и откройте ссылку ещё раз.',
  },
  member_exists: {
    kind: 'conflict',
    en: '{email} belongs to your organization already.',
    ru: '{email} уже состоит в вашей организации.',
  },
  email_not_verified: {
    kind: 'forbidden',
    en: 'Confirm your own e-mail address first: the link is in your mail, and under Settings → Profile you get another.',
    ru: 'Сначала подтвердите свой адрес почты: ссылка в письме, новую можно получить в «Настройки → Профиль».',
  },
  session_moved: {
    kind: 'conflict',
    en: 'This browser went on as somebody else or in another organization. Load the page again.',
    ru: 'В этом браузере продолжили под другим именем или в другой организации. Загрузите страницу заново.',
  },
  verification_link_invalid: {
    kind: 'not_found',
    en: 'This link has expired, or a newer one was sent. Get another under Settings → Profile.',
    ru: 'Ссылка истекла или заменена новой. Ещё одну можно получить в «Настройки → Профиль».',
  },
  one_time_password_expired: {
    kind: 'unauthenticated',
    en: 'This one-time password has expired. Ask your administrator for a new one.',
    ru: 'Одноразовый пароль истёк. Попросите новый у администратора.',
  },
  owner_only: {
    kind: 'forbidden',
    en: 'Only an owner of the organization may do this.',
    ru: 'Это может только владелец организации.',
  },
  owner_required: {
    kind: 'conflict',
    en: 'The organization would have no owner left. Make somebody else an owner first.',
    ru: 'В организации не останется владельца. Сначала назначьте другого.',
  },
  member_shared: {
    kind: 'conflict',
    en: 'This person belongs to another organization, too. They reset their password themselves.',
    ru: 'Этот человек состоит и в другой организации. Пароль он восстанавливает сам.',
  },
  root_only: {
    kind: 'forbidden',
    en: 'Only the administrator of this installation may do this.',
    ru: 'Это может только администратор установки.',
  },
  picture_unreadable: {
    kind: 'invalid',
    en: 'This picture cannot be read. Use a JPEG, PNG, WebP or GIF of up to {megapixels} megapixels.',
    ru: 'Изображение не читается. Подойдёт JPEG, PNG, WebP или GIF до {megapixels} мегапикселей.',
  },
  person_required: {
    kind: 'forbidden',
    en: 'This is for a signed-in person, not for an API key.',
    ru: 'Это доступно вошедшему человеку, а не API-ключу.',
  },

  // templates, channels, campaigns
  template_category_name_taken: {
    kind: 'conflict',
    en: 'There is already a category “{name}”.',
    ru: 'Категория «{name}» уже есть.',
  },
  template_category_in_use: {
    kind: 'conflict',
    en: '{count} templates are in this category. Say where they go.',
    ru: 'Шаблонов в категории: {count}. Укажите, куда их перенести.',
  },
  tester_not_reachable: {
    kind: 'conflict',
    en: '{name} has no address that the channel can send to. A bot may write only to who has started it.',
    ru: '{name}: нет адреса, на который отправляет канал. Бот может писать только тем, кто его запустил.',
  },
  tester_opted_out: {
    kind: 'conflict',
    en: '{name} has opted out, so nothing is sent.',
    ru: '{name}: отписка, поэтому ничего не отправлено.',
  },
  channel_not_sending: {
    kind: 'conflict',
    en: 'The channel “{name}” cannot send now: it is paused or must be signed in again.',
    ru: 'Канал «{name}» сейчас не отправляет: он на паузе или в него нужно войти заново.',
  },
  template_name_taken: {
    kind: 'conflict',
    en: 'There is a template named “{name}” already.',
    ru: 'Шаблон «{name}» уже есть.',
  },
  channel_name_taken: {
    kind: 'conflict',
    en: 'There is a channel named “{name}” already.',
    ru: 'Канал «{name}» уже есть.',
  },
  channel_account_taken: {
    kind: 'conflict',
    en: 'The channel “{name}” is this account already. Two channels would take each other’s messages.',
    ru: 'Этот аккаунт уже подключён: канал «{name}». Два канала отбирали бы сообщения друг у друга.',
  },
  channel_kind_unofficial: {
    kind: 'forbidden',
    en: 'Channels of the kind “{kind}” do not use an official interface of the network. The administrator of this installation has not allowed them.',
    ru: 'Каналы вида «{kind}» работают без официального интерфейса сети. Администратор установки их не разрешил.',
  },
  channel_in_use: {
    kind: 'conflict',
    en: 'Unfinished campaigns send through this channel: {campaigns}. Cancel them, or remove the channel with force.',
    ru: 'Через этот канал идут незавершённые кампании: {campaigns}. Отмените их или удалите канал принудительно.',
  },
  channel_without_chat_links: {
    kind: 'conflict',
    en: 'No link opens a chat on the channel “{channel}”: its network has none.',
    ru: 'Для канала «{channel}» нет ссылки, открывающей чат: в его сети такого не бывает.',
  },
  channel_not_reachable: {
    kind: 'unavailable',
    en: 'The network did not answer: {reason}. Test the channel, then try again.',
    ru: 'Сеть не ответила: {reason}. Проверьте канал и повторите.',
  },
  hook_refused: {
    kind: 'unauthenticated',
    en: 'This call does not come from the network of the channel.',
    ru: 'Этот вызов пришёл не от сети канала.',
  },
  campaign_move_not_allowed: {
    kind: 'conflict',
    en: 'A campaign that is {status} does not allow “{move}”. Allowed: {allowed}.',
    ru: 'Кампания в состоянии {status} не допускает «{move}». Допустимо: {allowed}.',
  },
  campaign_not_ready: {
    kind: 'unprocessable',
    en: 'The campaign cannot start yet: see what is named.',
    ru: 'Кампанию пока нельзя запустить: смотрите, что названо.',
  },

  ...conversationErrors,

  // imports
  import_move_not_allowed: {
    kind: 'conflict',
    en: 'An import that is {state} does not allow “{move}”; it has to be: {from}.',
    ru: 'Импорт в состоянии {state} не допускает «{move}»; нужно состояние: {from}.',
  },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof errors;
export type Language = 'en' | 'ru';

/** The text for a person; unknown placeholders stay visible rather than vanish. */
export function errorText(code: ErrorCode, language: Language, details: Record<string, unknown> = {}): string {
  return errors[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in details ? String(details[name]) : whole,
  );
}

import type { FaultChoice } from '../network.ts';
import type { BotFaultInput } from './bot-fault-schema.ts';

interface Choice extends FaultChoice, BotFaultInput {}

/** The faults that a person may choose for a bot, most frequent in life first. */
export const telegramFaultChoices: readonly Choice[] = [
  {
    name: 'flood_wait',
    en: 'Telegram asks for a pause of 20 seconds',
    ru: 'Telegram просит подождать 20 секунд',
    match: { every: 10 },
    action: { type: 'flood_wait', seconds: 20 },
  },
  {
    name: 'throttled',
    en: 'More than one message a second is refused for now',
    ru: 'Больше одного сообщения в секунду не принимается',
    action: { type: 'limit_rate', perSecond: 1 },
  },
  {
    name: 'refused',
    en: 'Every message is refused',
    ru: 'Все сообщения отклоняются',
    action: { type: 'refuse', code: 400, description: 'Bad Request: message text is invalid' },
  },
  {
    name: 'no_answer',
    en: 'Messages are taken without an answer',
    ru: 'Сообщения принимаются молча, без ответа',
    action: { type: 'no_answer' },
  },
  {
    name: 'connection_lost',
    en: 'The connection breaks at every fifth message',
    ru: 'Связь рвётся на каждом пятом сообщении',
    match: { every: 5 },
    action: { type: 'drop_connection', when: 'before_answer' },
  },
  {
    name: 'server_error',
    en: 'Telegram answers with an internal error',
    ru: 'Telegram отвечает внутренней ошибкой',
    action: { type: 'server_error', when: 'before_accept' },
  },
  {
    name: 'login_refused',
    en: 'The token is not accepted',
    ru: 'Токен не принимается',
    action: { type: 'login_refused' },
  },
];

import type { FaultChoice } from '../network.ts';
import type { FaultInput } from './fault-schema.ts';

interface Choice extends FaultChoice {
  readonly action: FaultInput['action'];
  readonly match?: FaultInput['match'];
  /** Only a new connection meets it. */
  readonly dropsSessions?: true;
}

/** The faults that a person may choose for an account, most frequent in life first. */
export const smsFaultChoices: readonly Choice[] = [
  {
    name: 'undelivered',
    en: 'Messages are accepted, but never arrive',
    ru: 'Сообщения приняты, но не доходят',
    action: { type: 'final_state', state: 'UNDELIV', error: '011' },
  },
  {
    name: 'refused',
    en: 'Every message is refused',
    ru: 'Все сообщения отклоняются',
    action: { type: 'refuse', status: 'submitFailed' },
  },
  {
    name: 'throttled',
    en: 'More than one message a second is refused for now',
    ru: 'Больше одного сообщения в секунду не принимается',
    action: { type: 'limit_rate', perSecond: 1, status: 'throttled' },
  },
  {
    name: 'slow_receipts',
    en: 'Receipts come after half a minute',
    ru: 'Отчёты о доставке приходят через полминуты',
    action: { type: 'delay_receipt', delay: { min: 20_000, max: 40_000 } },
  },
  {
    name: 'duplicate_receipts',
    en: 'Every receipt comes three times',
    ru: 'Каждый отчёт приходит трижды',
    action: { type: 'duplicate_receipt', copies: 3 },
  },
  {
    name: 'no_receipts',
    en: 'Receipts never come',
    ru: 'Отчёты о доставке не приходят',
    action: { type: 'no_receipt' },
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
    action: { type: 'drop_connection', when: 'before_answer' },
    match: { every: 5 },
  },
  {
    name: 'login_refused',
    en: 'Signing in is refused',
    ru: 'Вход отклоняется',
    action: { type: 'refuse_bind', status: 'invalidPassword' },
    dropsSessions: true,
  },
];

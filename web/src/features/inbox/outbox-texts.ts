import { defineTexts } from '#lib/i18n';

export const useOutboxTexts = defineTexts({
  en: {
    not_changed: 'Not changed: {{reason}}',
    not_sent: 'Your message was not sent: {{reason}}',
    show: 'Show',
    not_taken_back: 'Not taken back: {{reason}}',
    too_late: 'Too late: the message has left',
  },
  ru: {
    not_changed: 'Не изменено: {{reason}}',
    not_sent: 'Сообщение не отправлено: {{reason}}',
    show: 'Показать',
    not_taken_back: 'Не удалось вернуть: {{reason}}',
    too_late: 'Поздно: сообщение уже ушло',
  },
});

import { defineTexts } from '#lib/i18n';

export const useOutboxTexts = defineTexts({
  en: {
    not_changed: 'Not changed: {{reason}}',
    not_sent: 'Your message was not sent: {{reason}}',
    show: 'Show',
    not_taken_back: 'Not taken back: {{reason}}',
    too_late: 'Too late: the message has left',
    kept_open: 'New message from {{name}}: the conversation stays open',
    kept_open_many_one: 'New messages came: {{count}} conversation stays open',
    kept_open_many_other: 'New messages came: {{count}} conversations stay open',
  },
  ru: {
    not_changed: 'Не изменено: {{reason}}',
    not_sent: 'Сообщение не отправлено: {{reason}}',
    show: 'Показать',
    not_taken_back: 'Не удалось вернуть: {{reason}}',
    too_late: 'Поздно: сообщение уже ушло',
    kept_open: 'Новое сообщение: {{name}}. Диалог остался открытым',
    kept_open_many_one: 'Пришли новые сообщения: {{count}} диалог остался открытым',
    kept_open_many_few: 'Пришли новые сообщения: {{count}} диалога остались открытыми',
    kept_open_many_many: 'Пришли новые сообщения: {{count}} диалогов остались открытыми',
    kept_open_many_other: 'Пришли новые сообщения: {{count}} диалога остались открытыми',
  },
});

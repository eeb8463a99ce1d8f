import { defineTexts } from '#lib/i18n';

export const useTexts = defineTexts({
  en: {
    banner: 'Demo',
    about: 'You are exploring: the people are made up, and nothing leaves this installation.',
    filling: 'Conversations are coming in, one after the other.',
    broken_off: 'It was interrupted before all of them were there.',
    go_on: 'Go on',
    phones: 'Their phones',
    remove: 'Remove the demo',
    remove_title: 'Remove the demo?',
    remove_text: 'Its people, conversations, campaigns and channels are deleted for good. You are signed out.',
  },
  ru: {
    banner: 'Демо',
    about: 'Вы осматриваетесь: люди придуманы, наружу ничего не уходит.',
    filling: 'Диалоги приходят один за другим.',
    broken_off: 'Наполнение прервалось, диалоги не все.',
    go_on: 'Продолжить',
    phones: 'Телефоны клиентов',
    remove: 'Удалить демо',
    remove_title: 'Удалить демо?',
    remove_text: 'Люди, диалоги, рассылки и каналы демо будут удалены навсегда. Вы выйдете из системы.',
  },
});

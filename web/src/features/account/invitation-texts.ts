import { defineTexts } from '#lib/i18n';

export const useTexts = defineTexts({
  en: {
    title: 'Join {{organization}}',
    opening: 'Invitation',
    from: '{{name}} invites you. Role: {{role}}.',
    from_nobody: 'You are invited. Role: {{role}}.',
    until: 'Good until {{when}}.',
    email_hint: 'The invitation is for this address.',
    create: 'Create the account and join',
    sign_in: 'Sign in and join',
    sign_in_text: 'You have an account with this address. Sign in to join with it.',
    join: 'Join {{organization}}',
    join_text: 'You are signed in as {{name}}, {{email}}. What you have elsewhere stays; you switch in the menu above.',
    another_title: 'This invitation is for somebody else',
    another_text:
      'It is for {{email}}, and you are signed in as {{name}}, {{mine}}. Sign out to go on as {{email}}; accounts are never joined together.',
    sign_out: 'Sign out and go on',
    stay: 'Stay as {{name}}',
    dead_title: 'This invitation no longer works',
    dead_text:
      'It was used or revoked, is older than seven days, or a newer one was sent. Ask whoever invited you for another.',
    to_sign_in: 'To sign-in',
  },
  ru: {
    title: 'Приглашение в «{{organization}}»',
    opening: 'Приглашение',
    from: '{{name}} приглашает вас. Роль: {{role}}.',
    from_nobody: 'Вас приглашают. Роль: {{role}}.',
    until: 'Действует до {{when}}.',
    email_hint: 'Приглашение выписано на этот адрес.',
    create: 'Создать учётную запись и войти',
    sign_in: 'Войти и присоединиться',
    sign_in_text: 'С этим адресом у вас уже есть учётная запись. Войдите, чтобы присоединиться с ней.',
    join: 'Присоединиться к «{{organization}}»',
    join_text:
      'Вы вошли как {{name}}, {{email}}. Всё, что у вас есть в других компаниях, останется; переключаться можно в меню сверху.',
    another_title: 'Это приглашение не для вас',
    another_text:
      'Оно для {{email}}, а вы вошли как {{name}}, {{mine}}. Чтобы продолжить как {{email}}, выйдите: учётные записи не объединяются.',
    sign_out: 'Выйти и продолжить',
    stay: 'Остаться как {{name}}',
    dead_title: 'Это приглашение больше не действует',
    dead_text:
      'Его использовали или отозвали, прошло больше семи дней или отправлено новое. Попросите ещё одно у того, кто вас пригласил.',
    to_sign_in: 'Ко входу',
  },
});

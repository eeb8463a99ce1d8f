/** Of `errors.ts`: what stands in the way of an answer. */
export const conversationErrors = {
  channel_takes_no_files: {
    kind: 'unprocessable',
    en: 'Files cannot be sent over the channel “{channel}”. Send a text instead.',
    ru: 'По каналу «{channel}» нельзя отправлять файлы. Отправьте текст.',
  },

  channel_removed: {
    kind: 'conflict',
    en: 'The channel “{channel}” was removed, so nothing can be sent here any more. Write to the person over another channel.',
    ru: 'Канал «{channel}» удалён, поэтому отправить здесь уже ничего нельзя. Напишите человеку по другому каналу.',
  },
  contact_erased: {
    kind: 'conflict',
    en: 'The person was erased, so there is nobody to write to.',
    ru: 'Данные этого человека удалены, писать некому.',
  },

  message_not_retryable: {
    kind: 'conflict',
    en: 'Only a message that did not arrive can be sent again; this one is {state}.',
    ru: 'Повторно отправить можно только недошедшее сообщение; это — {state}.',
  },
  message_outcome_unknown: {
    kind: 'conflict',
    en: 'Nobody knows whether this message arrived: the person may get it twice. To send it again all the same, set resendUnknown.',
    ru: 'Неизвестно, дошло ли это сообщение: человек может получить его дважды. Чтобы всё же отправить, задайте resendUnknown.',
  },
  message_already_sent: {
    kind: 'conflict',
    en: 'This message has left already.',
    ru: 'Это сообщение уже ушло.',
  },
  draft_changed: {
    kind: 'conflict',
    en: 'This draft was changed on another device in the meantime.',
    ru: 'Этот черновик тем временем изменили на другом устройстве.',
  },
  label_name_taken: {
    kind: 'conflict',
    en: 'There is a label named “{name}” already.',
    ru: 'Метка «{name}» уже есть.',
  },
} as const;

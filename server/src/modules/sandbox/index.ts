export { reactions } from './reactions.ts';
export { routes } from './routes.ts';
export { createSandboxChannel } from './create-sandbox-channel.ts';
export { updateSandboxAccount } from './get-sandbox.ts';
export { forgetOwner } from './forget-owner.ts';
export { answerFromPhone, datePhoneMessages, getPhone, putPhone, sendPictureFromPhone } from './phones.ts';

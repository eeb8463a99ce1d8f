import { contactExportKind } from './start-contact-export.ts';

export const taskKinds = [contactExportKind];

import { exportKind } from './export-recipients.ts';

export const taskKinds = [exportKind];

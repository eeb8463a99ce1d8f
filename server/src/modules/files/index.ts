export { cropPicture, readPicture } from './crop-picture.ts';
export { deleteFile } from './delete-file.ts';
export { createFileLink } from './file-link.ts';
export { jobs, scheduledJobs } from './jobs.ts';
export { findStoredFile, openFile, type OpenFile, type StoredFile } from './open-file.ts';
export { routes } from './routes.ts';
export { saveFile, writeImportTable, writeResultFile, type NewFile, type ResultFile } from './save-file.ts';
export { listContentOf, removeContentOf } from './content-of-organization.ts';

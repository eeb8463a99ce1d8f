import { z } from 'zod';
import { namedFields } from './contact-fields.ts';
import { attributeKey, consentNetworks, tagName } from './contacts.ts';
import { pageOf } from './page.ts';

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1251', 'windows-1252'] as const;
export const importDelimiters = [',', ';', '\t', '|'] as const;
/** As seen from outside. A failed or cancelled import goes on where it was when its task is retried. */
export const importStates = ['uploaded', 'running', 'completed', 'failed', 'cancelled', 'undoing', 'undone'] as const;
export type ImportState = (typeof importStates)[number];

/** How the bytes of the file become rows. */
export const importFormat = z.strictObject({
  encoding: z.enum(importEncodings),
  delimiter: z.enum(importDelimiters),
  /** The first row names the columns. */
  hasHeader: z.boolean(),
});
export type ImportFormat = z.infer<typeof importFormat>;

const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u);

/** Fields that a contact has once: at most one column goes to each. */
const singleFields = [...namedFields, 'displayName', 'telegramUsername'] as const;
export type SingleField = (typeof singleFields)[number];

/** What becomes of a column. */
export const columnTarget = z.discriminatedUnion('to', [
  z.strictObject({ to: z.enum(singleFields) }),
  /** Any number of columns, and any number of numbers or addresses in a cell. */
  z.strictObject({ to: z.enum(['phone', 'email']), label: line(60).nullable().default(null) }),
  z.strictObject({ to: z.enum(['tags', 'groups', 'ignore']) }),
  /** A custom attribute; `name` is what the file calls it. */
  z.strictObject({ to: z.literal('attribute'), key: attributeKey, name: z.string().max(200).default('') }),
]);

/** Declared once for everybody on the list, and recorded with each who has no record for that network yet. */
const listConsent = z.strictObject({
  network: z.enum(consentNetworks).default('any'),
  basis: z.enum(['consent', 'contract', 'own_list']),
  wording: z.string().trim().min(1).max(4_000).nullable().default(null),
  /** Left out, it is the name of the file. */
  source: line(200).nullable().default(null),
});

export const importOptions = z.strictObject({
  /** Whose national numbers stand in the file without `+`; ISO 3166-1, two letters. */
  defaultCountry: z.string().regex(/^[A-Z]{2}$/),
  /**
   * A row whose phone, e-mail or Telegram name a contact has already: `skip` leaves that contact as it is, `update` writes
   * over it what the row says and adds to its lists, `create` makes another contact.
   */
  onDuplicate: z.enum(['skip', 'update', 'create']),
  consent: listConsent.nullable(),
  /** Everybody on the list joins this group, those who were here before as well. */
  groupId: z.uuid().nullable(),
  /** Or the group of this name, which is made at the start if there is none. */
  groupName: line(200).nullable(),
  /** For those who are created or updated. */
  tags: z.array(tagName).max(20),
});
export type ImportOptions = z.infer<typeof importOptions>;

export const createImportBody = z.strictObject({ fileId: z.uuid() });

/** What is left out stays. With another format the columns are read and guessed anew, unless a mapping comes with it. */
export const updateImportBody = z
  .strictObject({
    format: importFormat.partial(),
    /** One target for each column. */
    mapping: z.array(columnTarget).min(1).max(1_000),
    options: importOptions.partial(),
  })
  .partial();

const reason = z.object({
  /** `phone_too_short` */
  code: z.string(),
  /** The column's place, from 0; null when it is about the whole row. */
  column: z.number().int().nullable(),
  columnName: z.string().nullable(),
  /** What was written there. */
  value: z.string(),
  /** In the reader's language. */
  text: z.string(),
});

const counts = {
  /** Always the sum of created, updated, duplicates and rejected. */
  rows: z.number().int(),
  created: z.number().int(),
  /** Rows about contacts that were there before, or came earlier in the file, under `update`. */
  updated: z.number().int(),
  /** Such rows under `skip`. */
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Of the rows that are not rejected, those in which a cell could not be used. */
  warned: z.number().int(),
};

/** A row and what is wrong in it. `line` is the line of the file on which it begins, from 1. */
const rowIssues = z.object({ line: z.number().int(), reasons: z.array(reason) });

/** What an import would do. */
export const importDryRun = z.object({
  ...counts,
  /** False when the file has more rows than a dry run looks at. */
  complete: z.boolean(),
  /** The first rejected rows, at most 20. */
  errors: z.array(rowIssues),
  /** The first rows with cells that cannot be used, at most 20. */
  warnings: z.array(rowIssues),
  /** What was found in each column. */
  columns: z.array(
    z.object({
      /** Cells in which something stands. */
      filled: z.number().int(),
      /** Of these, what could not be used. */
      unusable: z.number().int(),
      /** The first of them, with where they stand; at most 3. */
      examples: z.array(z.object({ line: z.number().int(), value: z.string(), text: z.string() })),
    }),
  ),
  checkedAt: z.iso.datetime(),
});

export const importUndo = z.object({
  deleted: z.number().int(),
  /** Contacts that the import created and that stay, because somebody changed them since or works with them. */
  kept: z.number().int(),
  restored: z.number().int(),
  /** Contacts that the import updated and that stay as they are, because somebody changed them since. */
  changedSince: z.number().int(),
});

export const contactImport = z.object({
  id: z.uuid(),
  state: z.enum(importStates),
  fileId: z.uuid(),
  fileName: z.string(),
  sizeBytes: z.number().int(),
  format: importFormat,
  columns: z.array(
    z.object({
      /** Null in a file without a header. */
      name: z.string().nullable(),
      /** The first values that are not empty. */
      samples: z.array(z.string()),
      /** What the mapping was told from: the last import with this header, the column's name or values. */
      guessedBy: z.enum(['remembered', 'name', 'content', 'nothing']),
    }),
  ),
  mapping: z.array(columnTarget),
  options: importOptions,
  /** Told from the beginning of the file. */
  estimatedRows: z.number().int(),
  dryRun: importDryRun.nullable(),
  /** The task that makes the dry run, when the file is long. */
  dryRunTaskId: z.uuid().nullable(),
  counts: z.object({ ...counts, imported: z.number().int() }),
  taskId: z.uuid().nullable(),
  groupId: z.uuid().nullable(),
  /** The rejected rows with the reasons, once the import is completed; null when there are none. */
  rejectedFileId: z.uuid().nullable(),
  undo: importUndo.nullable(),
  undoTaskId: z.uuid().nullable(),
  createdBy: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type ContactImport = z.infer<typeof contactImport>;
export const importPage = pageOf(contactImport);

/** Long cells are cut to 500 characters here; the file of rejected rows has them whole. */
export const importRejection = rowIssues.extend({ cells: z.array(z.string()) });
export type ImportRejection = z.infer<typeof importRejection>;
export const importRejectionPage = pageOf(importRejection);

import type { CreateContactBody } from '@parley/contract/contacts';
import type { Language } from '@parley/contract/errors';
import { permissionsOf } from '@parley/contract/permissions';
import { createContact } from '#contacts';
import { addGroupMembers, createGroup } from '#groups';
import { createLabel } from '#labels';
import { createMember } from '#members';
import type { Actor, Ctx, Runtime } from '#platform/context';
import type { RunningTask } from '#tasks';
import { createTemplate } from '#templates';
import { listMembersByEmail } from './demo-queries.ts';
import { demoPeople, type DemoPerson } from './demo-people.ts';
import { demoScripts } from './demo-scripts.ts';
import type { DemoScript } from './demo-script.ts';
import type { DemoContact, DemoWords } from './demo-stage.ts';

type Task = Pick<RunningTask<{ language: Language }>, 'input' | 'saveResume'>;

const ownLanguagePeople = 150;
const otherLanguagePeople = 50;
/** In one transaction: a few hundred milliseconds. */
const peopleAtOnce = 25;

/** Those of an earlier run are taken again. */
export async function addOperators(runtime: Runtime, owner: Actor, script: DemoScript): Promise<Actor[]> {
  const operators: Actor[] = [];
  const emailOf = (login: string): string => `${login}-${owner.organizationId.slice(-6)}@demo.invalid`;
  const emails = script.operators.map(({ login }) => emailOf(login));
  const known = await runtime.pools.system((db) => listMembersByEmail(db, owner.organizationId, emails));
  for (const { name, login } of script.operators) {
    const email = emailOf(login);
    const id =
      known.find((member) => member.email === email)?.id ??
      (await createMember(runtime, { name, email, role: 'operator' }, { actor: owner })).member.id;
    operators.push({ ...owner, id, permissions: permissionsOf('operator') });
  }
  return operators;
}

const colours = { urgent: 'red', booking: 'green', question: 'blue', complaint: 'orange' } as const;

export function addDemoWords(runtime: Runtime, owner: Actor, script: DemoScript, task: Task): Promise<DemoWords> {
  return runtime.transaction(owner, async (ctx) => {
    const label = async (key: keyof typeof colours): Promise<string> =>
      (await createLabel(ctx, { name: script.labels[key], colour: colours[key] })).id;
    const group = async (key: keyof DemoWords['groups']): Promise<string> =>
      (await createGroup(ctx, { name: script.groups[key] })).id;
    const template = async (key: keyof DemoScript['templates']): Promise<string> => {
      const { name, text } = script.templates[key];
      const items = [{ kind: 'text', text }] as const;
      return (await createTemplate(ctx, { name, type: 'SINGLE', target: 'universal', items: [...items] })).id;
    };
    await template('visit');
    const words: DemoWords = {
      labels: {
        urgent: await label('urgent'),
        booking: await label('booking'),
        question: await label('question'),
        complaint: await label('complaint'),
      },
      groups: {
        boilers: await group('boilers'),
        conditioners: await group('conditioners'),
        due: await group('due'),
        new: await group('new'),
      },
      templates: { due: await template('due'), summer: await template('summer') },
    };
    await task.saveResume(ctx, { words, contactIds: [], played: [] });
    return words;
  });
}

/** Most of them, and the newest, speak the visitor's language. Those of an earlier run are taken again: the plan is the same every time. */
export async function addDemoPeople(
  runtime: Runtime,
  owner: Actor,
  task: Task,
  {
    words,
    operators,
    contactIds,
  }: {
    readonly words: DemoWords;
    readonly operators: readonly Actor[];
    readonly contactIds: readonly string[];
  },
): Promise<DemoContact[]> {
  const { language } = task.input;
  const other: Language = language === 'en' ? 'ru' : 'en';
  const people = [
    ...demoPeople(demoScripts[other], other, otherLanguagePeople),
    ...demoPeople(demoScripts[language], language, ownLanguagePeople),
  ];
  const added: DemoContact[] = contactIds.map((id, index) => ({ ...people[index]!, id }));
  while (added.length < people.length) {
    const batch = people.slice(added.length, added.length + peopleAtOnce);
    await runtime.transaction(owner, async (ctx) => {
      added.push(...(await addBatch(ctx, batch, added.length, operators)));
      if (added.length === people.length)
        await fillGroups(
          ctx,
          words,
          added.filter((person) => person.language === language),
        );
      await task.saveResume(ctx, { words, contactIds: added.map(({ id }) => id), played: [] });
    });
  }
  return added;
}

async function addBatch(
  ctx: Ctx,
  batch: readonly DemoPerson[],
  first: number,
  operators: readonly Actor[],
): Promise<DemoContact[]> {
  const added: DemoContact[] = [];
  for (const [index, person] of batch.entries()) {
    const { id } = await createContact(ctx, {
      ...contactOf(person, first + index),
      // Every fourth is nobody's yet.
      ownerId: operators[(first + index) % (operators.length + 1)]?.id ?? null,
    });
    added.push({ ...person, id });
  }
  return added;
}

/** Consent of the basis `generated`: no campaign can write to them over a real network (NUM-6). */
function contactOf(person: DemoPerson, index: number): CreateContactBody {
  const { tags, consent, modelField } = demoScripts[person.language];
  return {
    firstName: person.firstName,
    lastName: person.lastName,
    city: person.city,
    address: person.street,
    language: person.language,
    phones: [{ phone: person.phone }],
    emails: person.email === null ? [] : [{ email: person.email }],
    tags: [index % 4 === 0 && tags.vip, index % 5 === 1 && tags.warranty, index % 3 === 0 && tags.contract].filter(
      (tag) => tag !== false,
    ),
    attributes: { [modelField]: person.model },
    consents: [{ network: 'any', basis: 'generated', ...consent }],
  };
}

async function fillGroups(ctx: Ctx, { groups }: DemoWords, people: readonly DemoContact[]): Promise<void> {
  const add = (id: string, members: readonly DemoContact[]) =>
    addGroupMembers(ctx, { id, contactIds: members.map((member) => member.id) });
  const boilers = people.filter(({ about }) => about === 'boiler');
  await add(groups.boilers, boilers);
  await add(
    groups.conditioners,
    people.filter(({ about }) => about === 'conditioner'),
  );
  await add(
    groups.due,
    boilers.filter((_, index) => index % 2 === 0),
  );
}

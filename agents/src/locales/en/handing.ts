// Words in English for handing over and for notes among officers.
import type { handingWords as zh } from '../zh-CN/handing.ts';
import { many } from './counting.ts';

const TIERS: Readonly<Record<number, string>> = { 1: 'a guide', 2: 'a specialist', 3: 'an expert' };
const NAMES: Readonly<Record<number, string>> = { 1: 'Guides', 2: 'Specialists', 3: 'Experts' };
const BARRIERS: Readonly<Record<string, string>> = { away: 'away', off_duty: 'off duty', absent: 'not online', finishing: 'finishing only' };

export const handingWords: typeof zh = {
  transfer: {
    name: 'Transfer',
    close: 'Fold',
    ways: { tier: 'Next line', officer: 'Officer', queue: 'Other queue' },
    wayName: 'Transfer to',
    tier: (tier) => NAMES[tier] ?? `Line ${tier}`,
    tierOf: { 1: 'line 1', 2: 'line 2', 3: 'line 3' },
    topTier: 'You are of the highest line. An officer or another queue can take it.',
    nobody: 'There is no other officer.',
    search: 'Find by name',
    nothingFound: 'Nothing found',
    more: (count) => `${count} more not listed`,
    free: (slots) => many(slots, 'free slot'),
    full: (used, all) => `Full ${used}/${all}, kept for 1 min`,
    barrier: (code) => BARRIERS[code] ?? 'takes none now',
    foreign: 'not their matter',
    onDuty: (people) => (people ? `${people} on duty` : 'nobody on duty'),
    waiting: (people) => (people ? `${people} waiting` : 'nobody waits'),
    note: 'Note for whoever takes it (hidden from the taxpayer)',
    noteHint: 'How far you got, what is left',
    left: (left) => `${left} characters left`,
    taxpayerSees: (words) => `The taxpayer reads: “${words}”`,
    sees: {
      tier: (tier) => `Passing you to ${TIERS[tier] ?? 'an officer'}. No need to explain again.`,
      officer: (name) => `Passing you to ${name}. No need to explain again.`,
      queue: () => 'Passing you to another team. No need to explain again.',
    },
    goesAlong: 'Talk, marks, proposals and the place in the queue go along.',
    unsent: 'Messages not sent yet will not be sent after the transfer.',
    doIt: 'Transfer',
    doing: 'Transferring',
    choose: 'Please choose who it goes to.',
    loading: 'Looking who is on duty',
    retry: 'Retry',
  },
  handed: {
    from: (officer, time) => `From ${officer} · ${time}`,
    none: 'No note was left.',
    note: 'Note',
    hide: 'Fold',
    toOfficer: (by, name) => `${by} transferred it to ${name}`,
    toTier: (by, tier) => `${by} transferred it to ${TIERS[tier] ?? 'an officer'}`,
    toQueue: (by, matter) => `${by} transferred it to “${matter}”`,
    you: 'You',
  },
  notes: {
    name: 'Notes',
    count: (count) => (count ? `Notes ${count}` : 'Notes'),
    hidden: 'hidden from the taxpayer',
    heading: 'Notes, for officers only',
    empty: 'No notes yet.',
    write: 'Write a note (hidden from the taxpayer)',
    placeholder: 'For officers; the taxpayer never gets this',
    add: 'Keep note',
    adding: 'Keeping',
    close: 'Fold',
    nothing: 'The note is empty.',
    by: (who, time) => `${who} ${time}`,
    you: 'You',
  },
};

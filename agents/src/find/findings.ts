// All that the box above the reply finds: phrases, and what the catalogue knows. What goes into the reply is made when asked.
import type { PhraseView } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Matter, MatterError, MatterName, Material, Text } from '../form/catalogue.ts';
import { filler } from '../form/phrases.ts';
import { type Filled, type Values, fillIn } from '../form/variables.ts';
import type { Findable } from './find.ts';

export type FindingKind = 'personal' | 'team' | 'canned' | 'error' | 'topic' | 'material' | 'matter';

export interface Finding extends Findable {
  readonly key: string;
  readonly kind: FindingKind;
  /** The matter that it is about, where that is not the one of the form. */
  readonly elsewhere: string;
  /** What goes into the reply. */
  readonly filled: () => Filled;
  /** What can be sent as a card instead. */
  readonly push: { readonly kind: 'matter' | 'topic' | 'error'; readonly ref: string } | null;
}

/** Where findings come from. `words` are in the language spoken. */
export interface Sources {
  readonly talk: Talk;
  readonly phrases: readonly PhraseView[];
  readonly values: Values;
  readonly called: Values;
  /** The matter of the form, and what has been read of the others. */
  readonly matter: Matter | null;
  readonly others: readonly Matter[];
  readonly names: readonly MatterName[];
  readonly speak: (text: Text) => string;
  readonly titleOf: (error: MatterError) => string;
  readonly describe: (material: Material) => string;
  readonly entry: (name: string) => string;
}

const ORDER: Readonly<Record<FindingKind, number>> = { personal: 0, team: 1, canned: 2, error: 3, topic: 4, material: 5, matter: 6 };
/** What belongs to another matter comes behind. */
const ELSEWHERE = 10;

export function findingsOf(sources: Sources): readonly Finding[] {
  const { matter, others, speak } = sources;
  return [
    ...phrasesOf(sources),
    ...(matter ? [...cannedOf(sources, matter), ...knownOf(sources, matter, '')] : []),
    ...others.filter((other) => other.id !== matter?.id).flatMap((other) => knownOf(sources, other, speak(other.name))),
    ...sources.names.map(({ id, name }) => entryTo(sources, id, speak(name))),
  ];
}

function phrasesOf({ phrases, matter, values, called }: Sources): readonly Finding[] {
  const fitting = phrases.filter((phrase) => phrase.matter_id === null || phrase.matter_id === matter?.id);
  return fitting.map(({ phrase_id, owner, title, text }) => {
    const kind = owner === 'team' ? 'team' : 'personal';
    return { ...plain(kind, phrase_id, title), body: text, filled: () => fillIn(text, values, called) };
  });
}

function cannedOf({ talk, speak }: Sources, matter: Matter): readonly Finding[] {
  const error = matter.errors.find((item) => item.id === talk.context?.error_id) ?? null;
  const fill = filler(matter, error, talk.context, speak);
  return matter.canned_replies.map((reply, index) => {
    const text = fill(reply);
    return { ...plain('canned', `${matter.id} ${index}`, text), filled: () => whole(text) };
  });
}

/** `elsewhere`: the matter's name, where it is not the form's; then nothing of it can be sent as a card. */
function knownOf(sources: Sources, matter: Matter, elsewhere: string): readonly Finding[] {
  const { speak } = sources;
  const made = (kind: FindingKind, id: string, title: string, body: string): Finding => {
    const base = plain(kind, `${matter.id} ${id}`, title);
    return { ...base, body, elsewhere, order: base.order + (elsewhere ? ELSEWHERE : 0) };
  };
  const card = (kind: 'topic' | 'error', ref: string): Finding['push'] => (elsewhere ? null : { kind, ref });
  return [
    ...matter.errors.map((error) => ({
      ...made('error', error.id, sources.titleOf(error), `${speak(error.message)} ${speak(error.cause)} ${speak(error.explanation)}`),
      filled: () => whole(filler(matter, error, elsewhere ? null : sources.talk.context, speak)(error.explanation)),
      push: card('error', error.id),
    })),
    ...matter.help_topics.map((topic) => ({
      ...made('topic', topic.id, speak(topic.question), speak(topic.answer)),
      filled: () => whole(speak(topic.answer)),
      push: card('topic', topic.id),
    })),
    ...matter.materials.map((material) => ({
      ...made('material', material.id, speak(material.name), speak(material.when)),
      filled: () => whole(sources.describe(material)),
    })),
  ];
}

function entryTo({ entry }: Sources, id: string, name: string): Finding {
  return { ...plain('matter', id, name), filled: () => whole(entry(name)), push: { kind: 'matter', ref: id } };
}

function plain(kind: FindingKind, id: string, title: string): Finding {
  return { key: `${kind} ${id}`, kind, title, body: '', order: ORDER[kind], elsewhere: '', filled: () => whole(title), push: null };
}

function whole(text: string): Filled {
  return { text, gaps: [] };
}

import { type Entry, type Highlight, type Proposal, serverNow, type SessionView } from '@daoban/client/index.ts';
import { worded } from '../catalogue.ts';
import { idOf, isCard } from '../session/reading.ts';
import type { Guide } from './guide.ts';
import { stepOf } from './names.ts';
import { outcomeWords } from './outcome-line.ts';
import { placeName } from './place-name.ts';
import { togetherSentence } from './together-cards.ts';
import { guideWords } from './words.ts';

const JUST_NOW_MS = 10_000;

/** Says aloud what came, once, in a full sentence; what was there before it began to listen is known. */
export class Herald {
  readonly #say: (text: string) => void;
  /** What is older was there before; the first card comes while this is fetched. */
  readonly #since = serverNow() - JUST_NOW_MS;
  readonly #told = new Map<string, string>();

  constructor(say: (text: string) => void, { guidance, seq }: SessionView, entries: readonly Entry[]) {
    this.#say = say;
    for (const entry of entries) if (isCard(entry) && entry.seq <= seq) this.#told.set(idOf(entry), '');
    for (const { guide_id, state } of guidance.proposals) this.#told.set(guide_id, state);
  }

  compare({ guidance: { highlights, proposals } }: SessionView, guide: Guide): void {
    const sentences = [
      ...highlights.filter(({ guide_id }) => this.#isNews(guide_id, '')).map((item) => sentenceOf(item, guide)),
      ...proposals.filter(({ guide_id, state }) => this.#isNews(guide_id, state)).map(sentenceOfProposal),
      ...guide.help.entries.filter((entry) => isCard(entry) && this.#isNewCard(idOf(entry), entry)).map((entry) => sentenceOfCard(entry, guide)),
    ].filter(Boolean);
    if (sentences.length) this.#say(sentences.join(' '));
  }

  /** Of what has a number, the state was looked at before; what is left has none. */
  #isNewCard(guideId: string, entry: Entry): boolean {
    return Date.parse(entry.at) > this.#since && !this.#told.has(guideId) && this.#isNews(guideId, '');
  }

  #isNews(guideId: string, state: string): boolean {
    if (this.#told.get(guideId) === state) return false;
    this.#told.set(guideId, state);
    return true;
  }
}

function sentenceOf(highlight: Highlight, guide: Guide): string {
  const words = guideWords();
  const { number, target } = highlight;
  const look = words.lookAt[target.kind] ?? '';
  const what = placeName(highlight, guide.matter);
  const step = stepOf(guide.matter, target.step_id);
  return guide.find(highlight) || !step ? words.saidHighlight(number, look, what) : words.saidElsewhere(number, look, what, step.order);
}

/** What has no number: a step, an entry, an explanation. */
function sentenceOfCard(entry: Entry, { help, matter }: Guide): string {
  const words = guideWords();
  switch (entry.kind) {
    case 'step.suggested': {
      const step = stepOf(matter, entry.body.step_id);
      return step ? words.saidCard(words.stepCard, words.step(step.order, worded(step.name))) : '';
    }
    case 'link.pushed':
      return words.saidCard(entry.body.kind === 'topic' ? words.topicCard : words.matterCard, entry.body.title);
    case 'file.shared':
      return entry.role === 'officer' ? words.saidCard(words.fileCard, entry.body.name) : '';
    case 'file.refused':
      return words.saidCard(words.refusedCard, entry.body.name);
    case 'error.explained':
      return words.saidCard(words.explanationCard, entry.body.title);
    case 'outcome.reported':
      return outcomeWords(entry.body, matter, help.view);
    default:
      return togetherSentence(entry);
  }
}

/** What the person did themselves needs no telling; what came of it does. */
function sentenceOfProposal({ number, state, state_reason, changes }: Proposal): string {
  const words = guideWords();
  switch (state) {
    case 'open':
      return words.saidProposal(number, changes.length);
    case 'applied':
      return words.saidApplied(changes.length);
    case 'refused':
      return words.saidRefused;
    case 'stale':
      return words.saidStale;
    case 'withdrawn':
      return state_reason === 'officer' ? words.saidWithdrawn : '';
    default:
      return '';
  }
}

import type { Guidance, Highlight, Proposal, SessionView } from '@daoban/client/index.ts';
import type { Guide } from './guide.ts';
import { stepOf } from './names.ts';
import { placeName } from './place-name.ts';
import { guideWords } from './words.ts';

/** Says aloud what came, once, in a full sentence; what was there before it began to listen is known. */
export class Herald {
  readonly #say: (text: string) => void;
  readonly #told = new Map<string, string>();

  constructor(say: (text: string) => void, known: Guidance | null) {
    this.#say = say;
    for (const { guide_id } of known?.highlights ?? []) this.#told.set(guide_id, '');
    for (const { guide_id, state } of known?.proposals ?? []) this.#told.set(guide_id, state);
  }

  compare({ guidance: { highlights, proposals } }: SessionView, guide: Guide): void {
    const sentences = [
      ...highlights.filter(({ guide_id }) => this.#isNews(guide_id, '')).map((item) => sentenceOf(item, guide)),
      ...proposals.filter(({ guide_id, state }) => this.#isNews(guide_id, state)).map(sentenceOfProposal),
    ].filter(Boolean);
    if (sentences.length) this.#say(sentences.join(' '));
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

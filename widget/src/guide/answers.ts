import { CommandError, type Proposal, safeStorage, type TaxpayerCommands } from '@daoban/client/index.ts';
import type { Adaptor } from '../adaptor/adaptor.ts';
import type { Matter } from '../catalogue.ts';
import { fill, type Report, shownFor } from './filling.ts';

/** What this tab of the browser has accepted and not yet told the outcome of: it finishes that after a reload. */
const FILLING = 'daoban.filling';
/** Longer than a page takes to fill in: by then the tab that accepted has gone for good, and another one may finish. */
const ORPHANED_MS = 15_000;

/** The person's line to the hub, as guidance needs it. */
export interface GuideLine {
  send<N extends keyof TaxpayerCommands>(name: N, command: TaxpayerCommands[N]['command']): Promise<TaxpayerCommands[N]['result']>;
  isOnline(): boolean;
  failed(code: string): void;
}

/** What answers are given about. */
export interface Ground {
  readonly sessionId: string;
  readonly adaptor: Adaptor;
  readonly matter: Matter;
  /** Is the step on show whose fields these are? */
  isHere(proposal: Proposal): boolean;
}

/** `waiting`: for the line; `answering`: for the hub; `filling`: for the page. */
export type Progress = 'idle' | 'waiting' | 'answering' | 'filling';

/** Takes the person's answers to proposals to the hub and, accepted, to the page; each is carried out once. */
export class Answers {
  readonly #line: GuideLine;
  readonly #changed: () => void;
  readonly #storage = safeStorage('session');
  readonly #progress = new Map<string, Progress>();
  readonly #reports = new Map<string, Report>();
  readonly #orphans = new Map<string, number>();
  #ground: Ground | null = null;

  constructor(line: GuideLine, changed: () => void) {
    this.#line = line;
    this.#changed = changed;
  }

  progress(guideId: string): Progress {
    return this.#progress.get(guideId) ?? 'idle';
  }

  /** Accept: as soon as there is a line, if the page shows what the proposal was made for. */
  accept(proposal: Proposal): void {
    this.#set(proposal.guide_id, 'waiting');
    void this.#accept(proposal);
  }

  /** Do not fill in after all what waits for the line. */
  takeBack({ guide_id }: Proposal): void {
    if (this.progress(guide_id) === 'waiting') this.#set(guide_id, 'idle');
  }

  async decline({ guide_id }: Proposal): Promise<void> {
    if (!this.#ground) return;
    const { sessionId } = this.#ground;
    this.#set(guide_id, 'answering');
    await this.#line.send('proposal.decline', { session_id: sessionId, guide_id }).catch((reason) => this.#fail(reason));
    this.#set(guide_id, 'idle');
  }

  /** The session, the page or the line changed: take up what waits. */
  update(ground: Ground | null, proposals: readonly Proposal[]): void {
    this.#ground = ground;
    if (!ground) return;
    for (const proposal of proposals) {
      const progress = this.progress(proposal.guide_id);
      if (proposal.state === 'accepted' && progress === 'idle') void this.#carryOut(proposal);
      else if (proposal.state === 'open' && progress === 'waiting' && this.#line.isOnline()) void this.#accept(proposal);
      else if (proposal.state !== 'open' && progress === 'waiting') this.#set(proposal.guide_id, 'idle');
    }
  }

  async #accept(proposal: Proposal): Promise<void> {
    const ground = this.#ground;
    const { guide_id } = proposal;
    if (!ground || !this.#line.isOnline() || this.progress(guide_id) !== 'waiting') return;
    this.#set(guide_id, 'answering');
    this.#own(guide_id, true);
    try {
      const shown = shownFor(ground.adaptor, proposal, ground.matter);
      const { state } = await this.#line.send('proposal.accept', { session_id: ground.sessionId, guide_id, shown });
      this.#set(guide_id, 'idle');
      if (state === 'accepted') await this.#carryOut(proposal);
      else this.#own(guide_id, false);
    } catch (reason) {
      // not answered, it may have been done: asking again is harmless
      const lost = reason instanceof CommandError && (reason.code === 'offline' || reason.code === 'timeout');
      if (!lost) this.#own(guide_id, false);
      this.#set(guide_id, lost ? 'waiting' : 'idle');
      if (!lost) this.#fail(reason);
    }
  }

  /** Fill in and report; what was filled in and could not be reported is reported with the next line. */
  async #carryOut(proposal: Proposal): Promise<void> {
    const ground = this.#ground;
    const { guide_id } = proposal;
    if (!ground || this.progress(guide_id) !== 'idle' || this.#isOthers(guide_id)) return;
    if (!this.#reports.has(guide_id) && !canFinish(ground, proposal)) return;
    this.#set(guide_id, 'filling');
    const report = this.#reports.get(guide_id) ?? (await this.#fill(ground, proposal));
    this.#reports.set(guide_id, report);
    if (!this.#line.isOnline()) return this.#set(guide_id, 'idle', false);
    try {
      await this.#line.send('proposal.report', { session_id: ground.sessionId, guide_id, ...report });
      this.#own(guide_id, false);
      // until its event comes it must not be carried out again
    } catch (reason) {
      const lost = reason instanceof CommandError && reason.retryable;
      if (!lost) this.#fail(reason);
      this.#set(guide_id, lost ? 'idle' : 'filling', false);
    }
  }

  async #fill({ adaptor, matter }: Ground, proposal: Proposal): Promise<Report> {
    // a page that has just come may still be drawing its fields
    if (proposal.changes.some(({ field_id }) => !adaptor.read(field_id))) await adaptor.settled();
    return fill(adaptor, proposal, matter);
  }

  /** Another tab accepted it and is filling it in; after a while it is nobody's, and anybody may finish it. */
  #isOthers(guideId: string): boolean {
    if (this.#owned().includes(guideId)) return false;
    const since = this.#orphans.get(guideId) ?? Date.now();
    if (!this.#orphans.has(guideId)) setTimeout(this.#changed, ORPHANED_MS + 1);
    this.#orphans.set(guideId, since);
    return document.visibilityState !== 'visible' || Date.now() - since < ORPHANED_MS;
  }

  #owned(): string[] {
    return (this.#storage.getItem(FILLING) ?? '').split(' ').filter(Boolean);
  }

  #own(guideId: string, own: boolean): void {
    const rest = this.#owned().filter((id) => id !== guideId);
    this.#storage.setItem(FILLING, [...rest, ...(own ? [guideId] : [])].join(' '));
  }

  #fail(reason: unknown): void {
    this.#line.failed(reason instanceof CommandError ? reason.code : 'internal');
  }

  #set(guideId: string, progress: Progress, tell = true): void {
    this.#progress.set(guideId, progress);
    if (tell) this.#changed();
  }
}

/** All there already, as after a reload; or the step is on show. */
function canFinish({ adaptor, isHere }: Ground, proposal: Proposal): boolean {
  return isHere(proposal) || proposal.changes.every(({ field_id, after }) => adaptor.read(field_id)?.value === after);
}

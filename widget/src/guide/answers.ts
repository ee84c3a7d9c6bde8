import { CommandError, type Proposal, type TaxpayerCommands } from '@daoban/client/index.ts';
import type { Adaptor } from '../adaptor/adaptor.ts';
import type { Matter } from '../catalogue.ts';
import { Claims } from './claims.ts';
import { fill, type Report, shownFor } from './filling.ts';

/** How often it is asked whether the page that accepted has gone. */
const LOOK_MS = 1_000;

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
  /** Does the person not let the officer see what is entered? */
  isStopped(): boolean;
}

/** `waiting`: for the line; `answering`: for the hub; `filling`: for the page. */
export type Progress = 'idle' | 'waiting' | 'answering' | 'filling';

/** Takes the person's answers to proposals to the hub and, accepted, to the page; each is carried out once. */
export class Answers {
  readonly #line: GuideLine;
  readonly #changed: () => void;
  readonly #claims = new Claims();
  readonly #progress = new Map<string, Progress>();
  readonly #reports = new Map<string, Report>();
  readonly #asking = new Set<string>();
  #ground: Ground | null = null;

  constructor(line: GuideLine, changed: () => void) {
    this.#line = line;
    this.#changed = changed;
  }

  progress(guideId: string): Progress {
    return this.#progress.get(guideId) ?? 'idle';
  }

  /** Is an accepted proposal another page's to fill in? */
  isElsewhere(guideId: string): boolean {
    return !this.#claims.isOwn(guideId);
  }

  /** Accept: as soon as there is a line, if the page shows what the proposal was made for. */
  accept(proposal: Proposal): void {
    this.#set(proposal.guide_id, 'waiting');
    void this.#accept(proposal);
  }

  /** Do not fill in after all what waits for the line. */
  takeBack({ guide_id }: Proposal): void {
    if (this.progress(guide_id) !== 'waiting') return;
    // the hub may have it, and only the answer got lost: it must not be filled in for that
    this.#claims.end(guide_id);
    this.#set(guide_id, 'idle');
  }

  async decline({ guide_id }: Proposal): Promise<void> {
    if (!this.#ground) return;
    const { sessionId } = this.#ground;
    this.#claims.end(guide_id);
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
      else if (!STANDING.has(proposal.state) && progress !== 'filling') this.#claims.end(proposal.guide_id);
    }
  }

  async #accept(proposal: Proposal): Promise<void> {
    const ground = this.#ground;
    const { guide_id } = proposal;
    if (!ground || !this.#line.isOnline() || this.progress(guide_id) !== 'waiting') return;
    this.#set(guide_id, 'answering');
    if (!(await this.#claims.begin(guide_id))) return this.#set(guide_id, 'idle');
    try {
      const shown = shownFor(ground.adaptor, proposal, ground.matter);
      const { state } = await this.#line.send('proposal.accept', { session_id: ground.sessionId, guide_id, shown });
      this.#set(guide_id, 'idle');
      if (state === 'accepted') await this.#carryOut(proposal);
      else this.#claims.end(guide_id);
    } catch (reason) {
      // not answered, it may have been done: asking again is harmless
      const lost = reason instanceof CommandError && (reason.code === 'offline' || reason.code === 'timeout');
      if (!lost) this.#claims.end(guide_id);
      this.#set(guide_id, lost ? 'waiting' : 'idle');
      if (!lost) this.#fail(reason);
    }
  }

  /** Fill in and report; what was filled in and could not be reported is reported with the next line. */
  async #carryOut(proposal: Proposal): Promise<void> {
    const ground = this.#ground;
    const { guide_id } = proposal;
    if (!ground || this.progress(guide_id) !== 'idle' || this.#asking.has(guide_id)) return;
    if (!this.#reports.has(guide_id) && !canFinish(ground, proposal)) return;
    if (!this.#claims.holds(guide_id)) return this.#takeUp(ground, guide_id);
    this.#set(guide_id, 'filling');
    const report = this.#reports.get(guide_id) ?? (await this.#fill(ground, proposal));
    this.#reports.set(guide_id, report);
    if (!this.#line.isOnline()) return this.#set(guide_id, 'idle', false);
    try {
      await this.#line.send('proposal.report', { session_id: ground.sessionId, guide_id, ...report, ...(ground.isStopped() ? { recalculated: [] } : {}) });
      this.#claims.end(guide_id);
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

  /** Go on with what this tab had accepted, or one that has gone: once it is claimed, and the hub still waits for it. */
  async #takeUp({ sessionId }: Ground, guide_id: string): Promise<void> {
    if (!this.#claims.isHere(guide_id)) return;
    this.#asking.add(guide_id);
    const wanted = (await this.#claims.take(guide_id)) && (await this.#isWanted(sessionId, guide_id));
    if (!wanted) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    this.#asking.delete(guide_id);
    this.#changed();
  }

  /** Accepting again says where it stands: what this page knows of it may be old. */
  async #isWanted(session_id: string, guide_id: string): Promise<boolean> {
    try {
      const { state } = await this.#line.send('proposal.accept', { session_id, guide_id, shown: [] });
      if (state !== 'accepted') this.#claims.end(guide_id);
      return state === 'accepted';
    } catch {
      // not known: whoever has a line may ask
      this.#claims.release(guide_id);
      return false;
    }
  }

  #fail(reason: unknown): void {
    this.#line.failed(reason instanceof CommandError ? reason.code : 'internal');
  }

  #set(guideId: string, progress: Progress, tell = true): void {
    this.#progress.set(guideId, progress);
    if (tell) this.#changed();
  }
}

const STANDING: ReadonlySet<string> = new Set(['open', 'accepted']);

/** All there already, as after a reload; or the step is on show. */
function canFinish({ adaptor, isHere }: Ground, proposal: Proposal): boolean {
  return isHere(proposal) || proposal.changes.every(({ field_id, after }) => adaptor.read(field_id)?.value === after);
}

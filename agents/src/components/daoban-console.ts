// The whole console: finds out who sits here, then shows signing in, the desk, or why neither can be.
import { type TemplateResult, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { CommandError } from '@daoban/client/index.ts';
import { Alarm } from '../desk/alarm.ts';
import { type SignedIn, whoAmI } from '../desk/api.ts';
import { Desk } from '../desk/desk.ts';
import { pageInstead } from '../desk/page-instead.ts';
import { SpeakingElement } from './element.ts';
import './daoban-desk.ts';
import './daoban-page.ts';
import type { PageKind } from './daoban-page.ts';
import './daoban-sign-in.ts';
import { styles } from './daoban-console.styles.ts';

type Phase =
  | { readonly kind: 'page'; readonly page: PageKind; readonly code: string }
  | { readonly kind: 'sign-in'; readonly reason: string }
  | { readonly kind: 'desk'; readonly desk: Desk; readonly alarm: Alarm };

const AGAIN_MS = 4_000;

@customElement('daoban-console')
export class DaobanConsole extends SpeakingElement {
  static override readonly styles = styles;

  @state() private phase: Phase = { kind: 'page', page: 'loading', code: '' };
  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.lang = this.words.locale;
    document.title = this.words.product;
    if (isKnownAddress()) void this.#begin();
    else this.phase = { kind: 'page', page: 'not-found', code: '' };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override render(): TemplateResult {
    const { phase } = this;
    if (phase.kind === 'sign-in')
      return html`<daoban-sign-in
        .reason=${phase.reason}
        @daoban-signed-in=${(event: CustomEvent<SignedIn>) => this.#sitDown(event.detail)}
      ></daoban-sign-in>`;
    if (phase.kind === 'desk' && phase.desk.loaded)
      return html`<daoban-desk .desk=${phase.desk} .alarm=${phase.alarm} @daoban-signed-out=${() => this.#signedOut('signed-out')}></daoban-desk>`;
    const page = phase.kind === 'page' ? phase : { page: 'loading' as const, code: '' };
    return html`<daoban-page .kind=${page.page} .code=${page.code} @daoban-retry=${() => void this.#begin()}></daoban-page>`;
  }

  async #begin(): Promise<void> {
    this.#leave();
    this.phase = { kind: 'page', page: 'loading', code: '' };
    try {
      const me = await whoAmI();
      if (me) this.#sitDown(me);
      else this.phase = { kind: 'sign-in', reason: '' };
    } catch (error) {
      this.#unreachable(error instanceof CommandError ? error.code : 'internal');
    }
  }

  #unreachable(code: string): void {
    this.phase = { kind: 'page', page: 'unreachable', code };
    const timer = setTimeout(() => void this.#begin(), AGAIN_MS);
    this.#stops.push(() => clearTimeout(timer));
  }

  #sitDown(me: SignedIn): void {
    const elsewhere = pageInstead(me, location.search);
    if (elsewhere) return location.replace(elsewhere);
    const desk = new Desk(me);
    const alarm = new Alarm(desk);
    this.#stops.push(
      desk.subscribe(() => this.requestUpdate()),
      desk.connection.onLine(({ kind, code }) => kind === 'refused' && this.#refused(code ?? 'internal')),
      () => alarm.close(),
      () => desk.close(),
    );
    this.phase = { kind: 'desk', desk, alarm };
    desk.start();
  }

  /** The hub said no for good: the login is gone, the page is old, or this post has no desk. */
  #refused(code: string): void {
    if (code === 'login_required') this.#signedOut('expired');
    else {
      this.#leave();
      this.phase = { kind: 'page', page: code === 'client_outdated' ? 'outdated' : 'refused', code };
    }
  }

  #signedOut(reason: string): void {
    this.#leave();
    this.phase = { kind: 'sign-in', reason };
  }

  #leave(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}

/** The console is one page: anything else under its address does not exist. */
function isKnownAddress(): boolean {
  const base = import.meta.env.BASE_URL;
  return [base, base.slice(0, -1), `${base}index.html`].includes(location.pathname);
}

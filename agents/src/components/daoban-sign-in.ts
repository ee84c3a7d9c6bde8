// Signing in; also where a revoked login lands, with what was lost (nothing) said in words.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type SignedIn, signIn } from '../desk/api.ts';
import { icon } from '../icons.ts';
import { speak } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { SpeakingElement } from './element.ts';
import { styles } from './daoban-sign-in.styles.ts';

@customElement('daoban-sign-in')
export class DaobanSignIn extends SpeakingElement {
  static override readonly styles = [shared, textBox, styles];

  /** Why this page is shown: `signed-out`, `expired`, or empty at the start. */
  @property() reason = '';
  @state() private empty = false;
  @query('#officer') private officer!: HTMLInputElement;
  @query('#password') private password!: HTMLInputElement;

  protected override firstUpdated(): void {
    this.officer.focus();
  }

  protected override render(): TemplateResult {
    const { signIn: said, other } = this.words;
    return html`
      <main>
        <h1>${icon('mark')}${said.heading}</h1>
        ${this.#notice()}
        <form @submit=${this.#submit} novalidate>
          <label for="officer">${said.officer}</label>
          <input id="officer" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" ?aria-invalid=${this.#wrong} />
          <label for="password">${said.password}</label>
          <input id="password" name="password" type="password" autocomplete="current-password" />
          ${this.empty ? html`<p class="fault" role="alert">${icon('warn', { small: true })}${said.empty}</p>` : this.faultLine()}
          <button class="btn pri" aria-disabled=${this.busy}>${this.busy ? said.busy : said.submit}</button>
          <p class="mut">${said.hint}</p>
        </form>
        <button class="btn xs plain other" lang=${other.locale} @click=${() => speak(other.locale)}>${other.name}</button>
      </main>
    `;
  }

  get #wrong(): boolean {
    return this.fault?.code === 'login_failed';
  }

  #notice(): TemplateResult | typeof nothing {
    const { signedOut, expired } = this.words.signIn;
    if (this.reason === 'expired') return html`<p class="notice warn" role="status">${icon('warn', { small: true })}<span>${expired}</span></p>`;
    if (this.reason === 'signed-out') return html`<p class="notice" role="status">${icon('tick', { small: true })}<span>${signedOut}</span></p>`;
    return nothing;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const [officer, password] = [this.officer.value.trim(), this.password.value];
    this.empty = !officer || !password;
    if (this.empty) return;
    let signedIn: SignedIn | null = null;
    const done = await this.attempt(async () => (signedIn = await signIn(officer, password)));
    if (done) this.tell('daoban-signed-in', signedIn);
    else this.password.select();
  }
}

import type { PageContext } from '../api.ts';

/** One look for all changes of a frame or two: a re-rendered form is thousands of mutations. */
const LOOK_AFTER_MS = 100;

/**
 * Sees what can only be known by having been there: since when a step is shown and how often an error came up.
 * It watches the document and not the form, because single-page bureaus replace their forms, and all attributes,
 * because classes and styles, too, show and hide errors.
 */
export class PageWatch {
  /** What the page said by `daoban.update`; it goes before the declared attributes. */
  declared: PageContext = {};
  /** Called after changes, at most ten times a second. */
  changed: (() => void) | undefined;
  /** How often each error has come up since the page was loaded. */
  readonly came: Record<string, number> = {};
  #step = '';
  /** When the step came up, in ms since the page was loaded. */
  steppedAt = 0;
  #error: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly page: Document) {
    new MutationObserver(this.touched).observe(page, { subtree: true, childList: true, characterData: true, attributes: true });
    this.#look();
  }

  /** Look again soon. */
  readonly touched = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      this.changed?.();
    }, LOOK_AFTER_MS);
  };

  /** The form on show, if the page declares one. */
  form(): HTMLElement | undefined {
    return this.#shown('form')[0];
  }

  /** The error on show: one in a dialog before those on the page behind it. */
  errorElement(): HTMLElement | undefined {
    const errors = this.#shown('error');
    return errors.find((element) => element.closest('dialog,[role*=dialog]')) ?? errors[0];
  }

  #look(): void {
    const { declared, came } = this;
    const { daobanMatter, daobanStep } = this.form()?.dataset ?? {};
    const step = `${declared.matter_id ?? daobanMatter}|${declared.step_id ?? daobanStep}`;
    if (step !== this.#step) this.steppedAt = performance.now();
    this.#step = step;
    const error = declared.error_id ?? this.errorElement()?.dataset['daobanError'];
    if (error && error !== this.#error) came[error] = (came[error] ?? 0) + 1;
    this.#error = error;
  }

  #shown(what: string): HTMLElement[] {
    const all = this.page.querySelectorAll<HTMLElement>(`[data-daoban-${what}]`);
    return [...all].filter((element) => element.checkVisibility?.() ?? true);
  }
}

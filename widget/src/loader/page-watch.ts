import type { PageContext } from '../api.ts';

/** What says that a step, an error or a value may have changed; classes and styles show and hide errors. */
const WATCHED = ['data-daoban-step', 'data-daoban-error', 'data-daoban-form', 'aria-invalid', 'value', 'hidden', 'open', 'class', 'style'];
/** One look for all changes of a frame or two: a re-rendered form is thousands of mutations. */
const LOOK_AFTER_MS = 100;

/**
 * Sees what can only be known by having been there: since when a step is shown and how often an error came up.
 * It watches the document and not the form, because single-page bureaus replace their forms.
 */
export class PageWatch {
  /** What the page said by `daoban.update`; it goes before the declared attributes. */
  declared: PageContext = {};
  #step = '';
  #steppedAt = performance.now();
  #error: string | undefined;
  readonly #came = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly page: Document) {
    const observer = new MutationObserver(this.touched);
    observer.observe(page, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: WATCHED });
    this.#look();
  }

  /** Hear of changes, at most ten times a second; the answer stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Look again soon. */
  readonly touched = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      for (const listener of this.#listeners) listener();
    }, LOOK_AFTER_MS);
  };

  /** The form on show, if the page declares one. */
  form(): HTMLElement | undefined {
    return shown(this.page, '[data-daoban-form]')[0];
  }

  /** The error on show: one in a dialog before those on the page behind it. */
  errorElement(): HTMLElement | undefined {
    const errors = shown(this.page, '[data-daoban-error]');
    return errors.find((element) => element.closest('dialog,[role=dialog],[role=alertdialog]')) ?? errors[0];
  }

  secondsOnStep(): number {
    return Math.round((performance.now() - this.#steppedAt) / 1000);
  }

  /** How often `error` has come up since the page was loaded. */
  occurrences(error: string): number {
    return this.#came.get(error) ?? 0;
  }

  #look(): void {
    const form = this.form();
    const { declared } = this;
    const step = `${declared.matter_id ?? form?.dataset['daobanMatter']}|${declared.step_id ?? form?.dataset['daobanStep']}`;
    if (step !== this.#step) {
      this.#step = step;
      this.#steppedAt = performance.now();
    }
    const error = declared.error_id ?? this.errorElement()?.dataset['daobanError'];
    if (error && error !== this.#error) this.#came.set(error, this.occurrences(error) + 1);
    this.#error = error;
  }
}

function shown(page: Document, selector: string): HTMLElement[] {
  return [...page.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility?.() ?? true);
}

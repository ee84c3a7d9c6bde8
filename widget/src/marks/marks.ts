import { tokens } from '../look/tokens.styles.ts';
import { describe, undescribe } from './describe.ts';
import { styles } from './marks.styles.ts';
import { type Box, isInSight, isSameBox, placeOf } from './place.ts';

/** Something marked on the page. `dashed`: a value is proposed for it; else it is pointed at. */
export interface Mark {
  readonly guideId: string;
  readonly number: number;
  readonly dashed: boolean;
  readonly element: Element;
  /** Added to the description of the element. */
  readonly words: string;
}

/** Everything that is drawn around one element of the page. */
interface Drawn {
  readonly frame: HTMLElement;
  marks: readonly Mark[];
  box: Box | null;
}

/** The box of an element is followed for so many frames after anything moved. */
const STILL_FRAMES = 30;

/** Draws marks around elements of the page, in a layer of the widget's own, and follows them wherever they go. */
export class Marks {
  readonly #layer: ShadowRoot;
  readonly #said = document.createElement('div');
  readonly #shown: (guideId: string) => void;
  readonly #covered: () => Box | null;
  readonly #drawn = new Map<Element, Drawn>();
  readonly #sizes = new ResizeObserver(() => this.follow());
  #described = new Set<string>();
  #still = STILL_FRAMES;

  /** `shown` is called when a mark is in sight, again and again; `covered` answers what the panel lies over. */
  constructor(root: ShadowRoot, theme: string, covered: () => Box | null, shown: (guideId: string) => void) {
    this.#covered = covered;
    this.#shown = shown;
    // a root of its own: the help tab's rules are meant for the help tab
    const home = document.createElement('section');
    home.setAttribute('theme', theme);
    this.#layer = home.attachShadow({ mode: 'open' });
    this.#layer.adoptedStyleSheets = [tokens, styles].flatMap(({ styleSheet }) => styleSheet ?? []);
    this.#said.className = 'said';
    this.#said.role = 'status';
    this.#layer.append(this.#said);
    root.prepend(home);
    const options = { capture: true, passive: true };
    for (const kind of ['scroll', 'transitionrun', 'animationstart']) document.addEventListener(kind, () => this.follow(), options);
    for (const kind of ['resize', 'visibilitychange']) window.addEventListener(kind, () => this.follow());
    window.visualViewport?.addEventListener('resize', () => this.follow());
    this.#sizes.observe(document.body);
  }

  /** Say a sentence to those who listen to the page, once, when they have finished listening to what is said now. */
  say(text: string): void {
    this.#said.textContent = '';
    requestAnimationFrame(() => (this.#said.textContent = text));
  }

  /** Show these marks and no others. */
  show(marks: readonly Mark[]): void {
    const wanted = new Map<Element, Mark[]>();
    for (const mark of marks) wanted.set(mark.element, [...(wanted.get(mark.element) ?? []), mark]);
    for (const [element, { frame }] of this.#drawn) {
      if (wanted.has(element)) continue;
      frame.remove();
      this.#sizes.unobserve(element);
      this.#drawn.delete(element);
    }
    for (const [element, own] of wanted) this.#draw(element, own);
    this.#describe(marks);
    this.follow();
  }

  /** Follow the elements until nothing has moved for a while. */
  follow(): void {
    const resting = this.#still >= STILL_FRAMES;
    this.#still = 0;
    if (resting && this.#drawn.size) requestAnimationFrame(this.#frame);
    else if (resting) this.#still = STILL_FRAMES;
  }

  readonly #frame = (): void => {
    this.#still++;
    for (const [element, drawn] of this.#drawn) this.#put(element, drawn);
    if (!this.#drawn.size) this.#still = STILL_FRAMES;
    if (this.#still < STILL_FRAMES) requestAnimationFrame(this.#frame);
  };

  #put(element: Element, drawn: Drawn): void {
    const box = placeOf(element);
    if (!isSameBox(box, drawn.box)) {
      const { frame } = drawn;
      this.#still = 0;
      drawn.box = box;
      frame.hidden = !box;
      if (box) {
        frame.style.left = `${box.left}px`;
        frame.style.top = `${box.top}px`;
        frame.style.width = `${box.right - box.left}px`;
        frame.style.height = `${box.bottom - box.top}px`;
      }
    }
    if (!box || document.visibilityState !== 'visible' || !isInSight(element, this.#covered())) return;
    for (const { guideId } of drawn.marks) this.#shown(guideId);
  }

  #draw(element: Element, marks: readonly Mark[]): void {
    const known = this.#drawn.get(element);
    if (known && JSON.stringify(known.marks.map(keyOf)) === JSON.stringify(marks.map(keyOf))) return;
    const frame = known?.frame ?? this.#layer.appendChild(document.createElement('div'));
    // pointing outdoes proposing: one outline, all numerals
    frame.className = `around ${marks.every(({ dashed }) => dashed) ? 'dashed' : 'solid'}`;
    const numerals = document.createElement('span');
    numerals.className = 'gn';
    numerals.ariaHidden = 'true';
    for (const { number, dashed } of [...marks].sort((one, other) => Number(one.dashed) - Number(other.dashed))) {
      const numeral = document.createElement('b');
      numeral.textContent = String(number);
      numeral.className = dashed ? 'o' : '';
      numerals.append(numeral);
    }
    frame.replaceChildren(numerals);
    this.#drawn.set(element, { frame, marks, box: known?.box ?? null });
    if (!known) this.#sizes.observe(element);
  }

  #describe(marks: readonly Mark[]): void {
    for (const { guideId, element, words } of marks) describe(element, guideId, words);
    const now = new Set(marks.map(({ guideId }) => guideId));
    for (const guideId of this.#described) if (!now.has(guideId)) undescribe(guideId);
    this.#described = now;
  }
}

function keyOf({ guideId, dashed }: Mark): string {
  return `${guideId}${dashed}`;
}

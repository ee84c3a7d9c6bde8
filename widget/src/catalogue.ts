// The bureau's catalogue as the hub serves it for display (`GET api/catalogue…`): public, no ticket needed.
import { tidy } from './look/figures.ts';
import { language } from './locales/words.ts';

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface Step {
  readonly id: string;
  readonly order: number;
  readonly name: Text;
  readonly tip: Text;
  /** What is done on it: next, compare, submit, pay or finish. */
  readonly action: string;
}

export interface Field {
  readonly id: string;
  readonly step_id: string;
  /** The address on the paper form, such as `附一 5行5列`; may be empty. */
  readonly row: string;
  readonly name: Text;
  readonly type: string;
  readonly unit: string;
  readonly readonly: boolean;
  readonly sensitivity: 'none' | 'business' | 'personal' | 'sensitive';
  readonly proposable: boolean;
  readonly decimals: number;
  readonly options: readonly { readonly value: string; readonly name: Text }[];
  readonly parts: readonly { readonly type: string }[];
  readonly separator: string;
  readonly cell: { readonly grid: string; readonly row: string; readonly column: string } | null;
}

/** A table of the paper form; `total` lines are sums. */
export interface Grid {
  readonly id: string;
  readonly rows: readonly GridLine[];
  readonly columns: readonly GridLine[];
}

export interface GridLine {
  readonly id: string;
  readonly name: Text;
  readonly total: boolean;
}

export interface MatterError {
  readonly id: string;
  readonly step_id: string;
  readonly message: Text;
  readonly title: Text;
  readonly cause: Text;
  readonly explanation: Text;
  readonly fix_steps: readonly Text[];
  readonly help_topic_ids: readonly string[];
  readonly goto_step_id: string | null;
}

export interface HelpTopic {
  readonly id: string;
  readonly question: Text;
  readonly answer: Text;
}

export interface Matter {
  readonly id: string;
  readonly name: Text;
  readonly steps: readonly Step[];
  readonly fields: readonly Field[];
  readonly grids: readonly Grid[];
  readonly errors: readonly MatterError[];
  readonly help_topics: readonly HelpTopic[];
}

export interface Reason {
  readonly id: string;
  readonly name: Text;
}

/** One kind of number or secret that does not leave in a message; `regex` as Python and JavaScript both read it. */
export interface SensitivePattern {
  readonly id: string;
  readonly regex: string;
  readonly keep_first: number;
  readonly keep_last: number;
}

export interface CommonLists {
  readonly negative_rating_reasons: readonly Reason[];
  readonly sensitive_patterns: readonly SensitivePattern[];
}

/** Return words of the catalogue in the language spoken, Chinese where English is missing. */
export function worded(text: Text): string {
  return tidy(language === 'en' && text.en ? text.en : text.zh);
}

/** Reads the catalogue, each thing once; a failed reading is tried again when next asked for. */
export class Catalogue {
  readonly #hub: URL;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(hub: URL) {
    this.#hub = hub;
  }

  /** The matter, or null when the catalogue does not know it. Rejects when the hub cannot be reached. */
  matter(id: string): Promise<Matter | null> {
    return this.#get<Matter>(`api/catalogue/matters/${encodeURIComponent(id)}`);
  }

  async common(): Promise<CommonLists | null> {
    return (await this.#get<{ common: CommonLists }>('api/catalogue'))?.common ?? null;
  }

  #get<Answer>(path: string): Promise<Answer | null> {
    const known = this.#read.get(path) as Promise<Answer | null> | undefined;
    if (known) return known;
    const asked = fetchJson<Answer>(new URL(path, this.#hub));
    asked.catch(() => this.#read.delete(path));
    this.#read.set(path, asked);
    return asked;
  }
}

async function fetchJson<Answer>(address: URL): Promise<Answer | null> {
  const answer = await fetch(address, { credentials: 'omit' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${address.pathname} answered ${answer.status}`);
  return (await answer.json()) as Answer;
}

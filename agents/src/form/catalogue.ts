// The catalogue as GET /api/catalogue serves it: words in two languages, matters with steps, fields, errors and help.

/** Words for people; `en` is empty where the catalogue has none. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** One entry of a list that all matters share: a code for machines with its words. */
export interface Choice {
  readonly id: string;
  readonly name: Text;
}

/** What `{name}` in a text stands for: the value of a field, or words where that is not known. */
export interface Placeholder {
  readonly field_id: string | null;
  readonly otherwise: Text;
}

type Placeholders = Readonly<Record<string, Placeholder>>;

export interface Step {
  readonly id: string;
  readonly order: number;
  readonly name: Text;
  /** What is done there: next, compare, submit, pay or finish. */
  readonly action: string;
  /** Fields of other steps that this one shows read-only. */
  readonly recap: readonly string[];
}

/** One box of a field that has several (copies, amount, tax). */
export interface Part {
  readonly id: string;
  readonly name: Text;
  readonly type: string;
  readonly unit: string;
  readonly decimals: number;
}

export interface Field {
  readonly id: string;
  readonly step_id: string;
  /** The address on the paper form, such as `附一 5行5列`. */
  readonly row: string;
  readonly name: Text;
  readonly type: string;
  readonly unit: string;
  readonly required: boolean;
  readonly readonly: boolean;
  /** Whether an officer may propose a value, as far as the catalogue says. */
  readonly proposable: boolean;
  /** none, business, personal (masked) or sensitive (never leaves the taxpayer's browser). */
  readonly sensitivity: string;
  readonly decimals: number;
  readonly options: readonly { readonly value: string; readonly name: Text }[];
  readonly parts: readonly Part[];
  readonly separator: string;
  /** Whether the cell is open only to some taxpayers. */
  readonly conditional: boolean;
  /** Its place in a drawn table, or null. */
  readonly cell: { readonly grid: string; readonly row: string; readonly column: string } | null;
}

interface GridLine {
  readonly id: string;
  readonly name: Text;
}

/** A table in which a step draws some of its fields. */
export interface Grid {
  readonly id: string;
  readonly rows: readonly GridLine[];
  readonly columns: readonly GridLine[];
}

export interface MatterError {
  readonly id: string;
  readonly step_id: string;
  readonly field_ids: readonly string[];
  readonly title: Text;
  readonly message: Text;
  readonly cause: Text;
  readonly explanation: Text;
  readonly fix_steps: readonly Text[];
  /** The step to go to for mending it, where it is not the one that failed. */
  readonly goto_step_id: string | null;
  readonly help_topic_ids: readonly string[];
  readonly placeholders: Placeholders;
}

export interface HelpTopic {
  readonly id: string;
  readonly question: Text;
  readonly answer: Text;
}

/** A paper that the matter asks for, always or when the condition in words holds. */
export interface Material {
  readonly id: string;
  readonly name: Text;
  readonly required: boolean;
  readonly when: Text;
  readonly copies: number;
  readonly original: boolean;
}

/** Rows of a comparison whose declared amount is the sum of cells of the form; the other side is the bureau's own. */
interface Comparison {
  readonly step_id: string;
  readonly rows: readonly { readonly no: number; readonly cells: readonly Cell[] }[];
}

/** A field, or one of its parts. */
export interface Cell {
  readonly field_id: string;
  readonly part_id: string | null;
}

export interface Matter {
  readonly id: string;
  readonly name: Text;
  readonly form_codes: readonly { readonly code: string; readonly name: Text }[];
  readonly steps: readonly Step[];
  readonly fields: readonly Field[];
  readonly errors: readonly MatterError[];
  readonly help_topics: readonly HelpTopic[];
  readonly materials: readonly Material[];
  readonly grids: readonly Grid[];
  readonly placeholders: Placeholders;
  readonly canned_replies: readonly Text[];
  readonly comparisons: readonly Comparison[];
}

export interface RatingLevel {
  readonly score: number;
  readonly name: Text;
}

/** The lists that all matters share. */
export interface CommonLists {
  readonly dispositions: readonly Choice[];
  readonly away_reasons: readonly Choice[];
  readonly decline_reasons: readonly Choice[];
  readonly roles: readonly Choice[];
  readonly rating_levels: readonly RatingLevel[];
}

export interface MatterName {
  readonly id: string;
  readonly name: Text;
}

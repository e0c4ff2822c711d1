/** What to do about it in a browser, where the API's own hint speaks to programs. */
const HINTS: Readonly<Record<string, string>> = {
  "api.already_exists": "choose another name, or open the one that has it",
  "api.changed": "reload the page to see what changed, then do it again",
  "query.too_long": "choose a shorter period, or fewer people",
  "query.too_much_memory": "choose a shorter period, or fewer people",
  "suppression.bad_address": "write an email address, or a phone number with its country’s code",
  "insight.busy": "wait a moment, then try again",
};

/** What a refused request says (RFC 9457), or that nobody answered. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** What to do about it. */
  readonly hint: string;
  /** JSON Pointer of the fault in what was sent, or the name of a parameter. */
  readonly where: string;
  /** Every fault, where several were found. */
  readonly errors: readonly { message?: string; hint?: string }[];

  constructor(status: number, body: Record<string, unknown> = {}) {
    super(text(body.detail) || text(body.title) || "The server gave no answer.");
    this.name = "Problem";
    this.status = status;
    this.code = text(body.code) || "console.unreachable";
    this.hint = HINTS[this.code] ?? text(body.hint);
    this.where = text(body.where);
    this.errors = Array.isArray(body.errors) ? body.errors : [];
  }

  /** The same, said of a field as the screen calls it. */
  about(field: string): Problem {
    const { status, code, hint, where, errors } = this;
    return new Problem(status, { detail: `${field}: ${this.message}`, code, hint, where, errors });
  }

  /** What is wrong and what to do, as sentences. */
  get words(): string {
    return [this.message, this.hint].map(sentence).filter(Boolean).join(" ");
  }
}

/** The problem behind whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, { detail: error instanceof Error ? error.message : "Something went wrong." });
}

/** Whether the server is what failed, and not what it was asked: it may be there again in a moment. */
export function isAway(reason: unknown): boolean {
  const { status } = problemOf(reason);
  return status === 0 || status >= 500;
}

/** Whether the same would be refused again: it has to be asked otherwise. What took too long may be done sooner. */
export const isFinal = ({ status, code }: Problem): boolean =>
  (status === 400 || status === 422) && !code.startsWith("query.too_");

/** Whether there is no room at the moment. */
export const isBusy = (reason: unknown): boolean => problemOf(reason).code.endsWith(".busy");

/** Begins with a capital and ends with a full stop. */
export function sentence(words: string): string {
  return words && words.charAt(0).toUpperCase() + words.slice(1).replace(/[.!?]?$/, (end) => end || ".");
}

/** What is wrong with an expression, and what to do. */
export const saysFault = ({ message, hint }: { message: string; hint?: string | null }): string =>
  [message, hint ?? ""].filter(Boolean).map(sentence).join(" ");

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

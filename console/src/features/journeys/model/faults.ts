const MISSING = /^mentions (\w+)\/(\S+), which does not exist$/;

/** Something wrong with the journey, or doubtful, at a step or at the whole. */
export interface Fault {
  pointer: string;
  node: string;
  message: string;
  hint?: string | null;
}

/** What is wrong, as people say it: `mentions trait/spent, which does not exist` is `there is no trait spent`. */
export function saysFault(message: string): string {
  const [, kind, id] = MISSING.exec(message) ?? [];
  const words = kind ? `there is no ${kind} \`${id}\`` : message;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is mentioned and is not there. */
export const missingIn = (message: string): string | undefined => MISSING.exec(message)?.[2];

/** Whether it is mended where people come in. */
export const isOfEntry = ({ pointer }: Fault): boolean =>
  /^\/(entry|period|reentry|concurrency)\b/.test(pointer);

/** Which part of the whole it is about, as it is headed: nothing for a step, or for all of it. */
export function partOf({ pointer, node }: Fault): string | undefined {
  if (node) return undefined;
  if (isOfEntry({ pointer, node, message: "" })) return "Entry";
  return PARTS[pointer.split("/")[1] ?? ""];
}

const PARTS: Readonly<Record<string, string>> = {
  exit: "Exit",
  goals: "Goal",
  quiet: "Quiet hours",
  holdout: "Held out",
  expiry: "Limits",
  priority: "Limits",
  caps: "Limits",
};

/** Whether it is told below the field that it is about. */
export const isAtField = ({ pointer }: Fault): boolean => /\/(event|where|if|wait_until|key)$/.test(pointer);

/** What may be meant instead, where a doubt names it. */
export const meantBy = ({ hint }: Fault): string | undefined =>
  /^did you mean `(.+)`\?$/.exec(hint ?? "")?.[1];

/** How many things one should look at before it goes live: `One thing may be a mistake`. */
export const saysDoubts = (doubts: number): string =>
  doubts === 1 ? "One thing may be a mistake" : `${doubts} things may be mistakes`;

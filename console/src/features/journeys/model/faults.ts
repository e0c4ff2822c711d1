const MISSING = /^mentions (\w+)\/(\S+), which does not exist$/;

/** What is wrong, as people say it: `mentions trait/spent, which does not exist` is `there is no trait spent`. */
export function saysFault(message: string): string {
  const [, kind, id] = MISSING.exec(message) ?? [];
  const words = kind ? `there is no ${kind} \`${id}\`` : message;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is mentioned and is not there. */
export const missingIn = (message: string): string | undefined => MISSING.exec(message)?.[2];

import { Problem } from "./problem";

/** Whether the server answers at all. */
export async function answers(): Promise<boolean> {
  try {
    return (await fetch("/mark.svg", { method: "HEAD", cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

/** That nobody answered, as whoever waits is told. */
export const unanswered = (): Problem =>
  new Problem(0, { detail: "the server gave no answer", hint: "check that Clew is running" });

/** Whether this says that a part of the application could not be fetched; each browser has its own words. */
export const isUnfetched = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|Importing a module script failed|Unable to preload CSS/.test(error.message);

const PAUSE = 3_000;

/** Fetched until it is there: what stands beside a screen must not take the screen down with it. */
export const patiently = <Part>(load: () => Promise<Part>): Promise<Part> =>
  load().catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    return patiently(load);
  });

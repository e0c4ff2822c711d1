// What an import says before it begins: pure, so that it can be tested.

import type { View } from "@/api/client";
import { idOf } from "@/ui/ids";

type File = Pick<View<"ImportView">, "name" | "mapping">;
type Named = Pick<View<"DocumentView">, "id" | "name">;

/** The mapping to begin with: that of the file's earlier start, else one that is called like it; empty for none. */
export function beginning(file: File, mappings: readonly Named[]): string {
  const called = file.mapping || idOf(file.name.replace(/\..*$/, ""));
  return mappings.some((each) => each.id === called) ? called : "";
}

/** Whether a source tells of the past, so that what it says starts no journey. */
export const tellsPast = (source: object): boolean =>
  (source as Readonly<Record<string, unknown>>).historical === true;

/** The name that a file is kept under, unless another is given: one that tells what happens now is not mixed with it. */
export function keptAs(id: string, sources: readonly Named[]): string {
  const known = sources.find((each) => each.id === (id || "file"));
  return known && !tellsPast(known) ? `${id}-import` : id || "file";
}

export interface Told {
  words: string;
  /** Whether it keeps the file from being imported. */
  fault?: boolean;
}

interface Asked {
  id: string;
  /** Whether it may start journeys. */
  starts: boolean;
  /** The mapping that is called so, and whether it says what is on the screen. */
  known: (Named & { version: number }) | undefined;
  same: boolean;
  source: Named | undefined;
}

/** What importing under this name comes to. */
export function tells({ id, starts, known, same, source }: Asked): Told {
  if (!id) return { words: "Give it a name.", fault: true };
  if (source && tellsPast(source) === starts) {
    const called = source.name || source.id;
    return {
      fault: true,
      words: starts
        ? `The source “${called}” tells of the past, and starts no journey. Choose another name, or leave that off.`
        : `The source “${called}” tells what happens now: people in this file would enter journeys. Choose another name.`,
    };
  }
  const past = starts
    ? "People whom it names may enter journeys, and get their messages."
    : "The past starts no journey.";
  if (!known) return { words: `${past} Source and mapping are kept, for the next file like it.` };
  return {
    words: same
      ? `${past} It is read as last time, by version ${known.version} of the mapping “${known.name || known.id}”.`
      : `${past} This becomes the next version of the mapping “${known.name || known.id}”, wherever it is used.`,
  };
}

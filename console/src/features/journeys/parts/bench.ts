import { createContext, useContext } from "react";
import type { Body, Path } from "../model/document";
import type { Spot } from "../model/edit";
import type { Fault } from "../model/faults";
import type { Kind } from "../model/kinds";
import type { Names } from "./names";

/** Figures of one step, where the journey is or was live. */
export interface StepFigures {
  waiting: number;
  passed: number;
  held: number;
}

/** What the canvas shows of an edited journey, and what its parts may do to it. */
export interface Bench extends Names {
  body: Body;
  selected: string | null;
  faults: readonly Fault[];
  /** What may be a mistake and may well be meant: it keeps nothing from being published. */
  doubts: readonly Fault[];
  figures: ReadonlyMap<string, StepFigures>;
  /** How often each way was taken, by step and place of the way. */
  taken: ReadonlyMap<string, number>;
  /** Whether that is known, or will be in a moment. */
  counted: boolean;
  /** Steps that a player lights up, with how many people are there. */
  lit: ReadonlyMap<string, number> | null;
  /** Of a player: how many came through each step within the span of time that is shown. */
  through: ReadonlyMap<string, number>;
  readOnly: boolean;
  /** Whose people can be asked for, step by step; nothing for a journey that was never live. */
  peopleOf?: string;
  select: (name: string | null) => void;
  /** The same for who stays at the canvas, where only one pane fits. */
  point: (name: string) => void;
  /** Tells what the new step is called. */
  insertAt: (spot: Spot, kind: Kind) => string;
  moveTo: (name: string, spot: Spot) => void;
  /** One step up or down along the ways; nothing where it can't go on. */
  stepBy: (name: string, way: -1 | 1) => void;
  leadTo: (spot: Spot, target: string) => void;
  removeStep: (name: string) => void;
  duplicateStep: (name: string) => void;
}

export const BenchContext = createContext<Bench | null>(null);

/** The journey that is on the bench. */
export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error("outside a bench");
  return bench;
}

/** The key of the way from the entry to the first step in `taken`. */
export const COMING_IN = "entry";

/** The key of a way in `taken`. */
export const wayKey = (from: string, path: Path): string => `${from}/${path.join("/")}`;

import type { View } from "@/api/client";
import { type Node, path } from "@/features/segments/cxl";
import { labelsOf, singles } from "@/features/segments/lists";

/** A trait as it is authored. */
interface TraitBody {
  /** What its value is, in CXL. */
  expression: string;
  unit?: string;
}

/** The body of a trait as the API shows it, without what is only told of it. */
export function traitOf({ expression, unit }: Record<string, unknown>): TraitBody {
  return { expression: String(expression ?? ""), ...(unit ? { unit: String(unit) } : {}) };
}

/** `number, in GBP` */
export const typeWords = (type: string | null | undefined, unit: string | null | undefined): string =>
  [type ?? "unknown", unit && `in ${unit}`].filter(Boolean).join(", ");

/** What its value is, as a sentence; in CXL where that can't be read. */
export const wordsOf = ({ says, expression }: { says: string | null; expression: string }): string =>
  says ? says.charAt(0).toUpperCase() + says.slice(1) : expression;

/** How conditions and other traits mention it. */
export const mentionOf = (id: string): string =>
  /^[a-z]\w*$/.test(id) ? `trait(${id})` : `trait(\`${id}\`)`;

/** A value that people often have. */
export interface Shape {
  label: string;
  node: Node;
}

const MOST = 4;

/** How often something was done: what a new trait begins as. */
export const howOften = (type: string): Node => ({ op: "aggregate", name: "count", events: { type } });

/** What can be read from what people did, of one sort of events. */
export function shapesOf({ type, properties }: Pick<View<"EventWordView">, "type" | "properties">): Shape[] {
  const lately = { type, window: { op: "rolling", span: "90d" } };
  const of = (name: string, property: string): Node => ({
    op: "aggregate",
    name,
    path: path("event", property),
    events: { type },
  });
  const plain = singles(properties);
  const label = labelsOf(properties);
  const numbers = plain.filter(({ type }) => type === "number").slice(0, MOST);
  const texts = plain.filter(({ type }) => type === "text").slice(0, MOST);
  return [
    { label: "How often, ever", node: howOften(type) },
    { label: "How often in 90 days", node: { op: "aggregate", name: "count", events: lately } },
    ...numbers.flatMap(({ name }) => [
      { label: `${label(name)} in all`, node: of("sum", name) },
      { label: `${label(name)} on average`, node: of("avg", name) },
    ]),
    ...texts.map(({ name }) => ({ label: `Newest ${label(name).toLowerCase()}`, node: of("last", name) })),
  ];
}

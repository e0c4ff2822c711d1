// Comparisons of a value as a builder shows them: subject, operator, operand. What is none of these stays as text.

import { type Constant, constantOf, type Kind, type Node, typedOf } from "./cxl";

export interface Operator {
  id: string;
  label: string;
  /** What stands behind it. */
  operand: "none" | "one" | "many" | "two" | "span";
  /** Kinds of values that it fits; all if left out. */
  kinds?: Kind[];
}

const ORDERED: Kind[] = ["number", "date", "any"];
const TEXTS: Kind[] = ["text", "any", "list"];

/** In the order in which they are offered. */
export const OPERATORS: Operator[] = [
  { id: "=", label: "is", operand: "one" },
  { id: "!=", label: "is not", operand: "one" },
  { id: ">", label: "is more than", operand: "one", kinds: ORDERED },
  { id: ">=", label: "is at least", operand: "one", kinds: ORDERED },
  { id: "<", label: "is less than", operand: "one", kinds: ORDERED },
  { id: "<=", label: "is at most", operand: "one", kinds: ORDERED },
  { id: "between", label: "is between", operand: "two", kinds: ["number", "date", "any"] },
  { id: "in", label: "is one of", operand: "many", kinds: ["text", "number", "any"] },
  { id: "not in", label: "is none of", operand: "many", kinds: ["text", "number", "any"] },
  { id: "contains", label: "contains", operand: "one", kinds: TEXTS },
  { id: "starts_with", label: "starts with", operand: "one", kinds: ["text", "any"] },
  { id: "ends_with", label: "ends with", operand: "one", kinds: ["text", "any"] },
  { id: "matches", label: "matches the pattern", operand: "one", kinds: ["text", "any"] },
  { id: "within last", label: "is within the last", operand: "span", kinds: ["date", "text", "any"] },
  { id: "within next", label: "is within the next", operand: "span", kinds: ["date", "text", "any"] },
  { id: "anniversary", label: "has its day today", operand: "none", kinds: ["date", "text", "any"] },
  { id: "known", label: "is known", operand: "none" },
  { id: "unknown", label: "is not known", operand: "none" },
];

export interface Test {
  subject: Node;
  operator: string;
  /** One text for each field behind the operator. */
  operands: string[];
  /** Of the constants, so that a number stays one. */
  kind: Kind;
  /** Whether a text is compared without regard to case. */
  ignoring: boolean;
}

const isConstant = (node: unknown): node is Constant => (node as Node | undefined)?.op === "constant";
const kindOf = (value: Constant | undefined): Kind =>
  value?.number !== undefined ? "number" : value?.flag !== undefined ? "flag" : "text";

/** A comparison taken apart; null for any other node. */
export function testOf(node: Node): Test | null {
  const of = (subject: unknown, operator: string, constants: unknown[]): Test | null =>
    constants.every(isConstant)
      ? {
          subject: subject as Node,
          operator,
          operands: constants.map(typedOf),
          kind: kindOf(constants[0]),
          ignoring: node.ignoring_case === true,
        }
      : null;
  switch (node.op) {
    case "compare":
      return of(node.left, node.sign as string, [node.right]);
    case "one_of": {
      const options = node.options as unknown[];
      const alike = new Set((options as Constant[]).map(kindOf)).size === 1;
      return alike ? of(node.value, node.negated ? "not in" : "in", options) : null;
    }
    case "between":
      return of(node.value, "between", [node.low, node.high]);
    case "is_null":
      return of(node.value, node.negated ? "known" : "unknown", []);
    case "text_test":
      return of(node.value, node.name as string, [node.pattern]);
    case "within":
      return {
        subject: node.value as Node,
        operator: `within ${node.direction}`,
        operands: [node.span as string],
        kind: "text",
        ignoring: false,
      };
    case "anniversary":
      return of(node.value, "anniversary", []);
    default:
      return null;
  }
}

/** The node of a comparison. Law: `nodeOf(testOf(node))` is the node. */
export function nodeOf({ subject, operator, operands, kind, ignoring }: Test): Node {
  const [first = "", second = ""] = operands;
  const constant = (typed: string) => constantOf(typed, kind);
  switch (operator) {
    case "between":
      return { op: "between", value: subject, low: constant(first), high: constant(second) };
    case "in":
      return { op: "one_of", value: subject, options: operands.map(constant) };
    case "not in":
      return { op: "one_of", value: subject, options: operands.map(constant), negated: true };
    case "known":
      return { op: "is_null", value: subject, negated: true };
    case "unknown":
      return { op: "is_null", value: subject };
    case "contains":
    case "starts_with":
    case "ends_with":
    case "matches":
      return {
        op: "text_test",
        name: operator,
        value: subject,
        pattern: constantOf(first, kind === "flag" ? "text" : kind),
        ...(ignoring ? { ignoring_case: true } : {}),
      };
    case "within last":
    case "within next":
      return { op: "within", value: subject, direction: operator.slice(7), span: first || "30d" };
    case "anniversary":
      return { op: "anniversary", value: subject };
    default:
      return { op: "compare", sign: operator, left: subject, right: constant(first) };
  }
}

/** The same comparison by another operator: keeps what still fits. */
export function operated(test: Test, operator: string, kind: Kind): Test {
  const next = OPERATORS.find((each) => each.id === operator);
  const typed: Kind =
    test.operands.length > 0 && test.kind !== "any" && !test.operator.startsWith("within")
      ? test.kind
      : kind === "any" || kind === "date"
        ? "text"
        : kind;
  const [first = typed === "flag" ? "true" : typed === "number" ? "0" : ""] = test.operands;
  const operands = {
    none: [],
    one: [test.operator.startsWith("within") ? "" : first],
    many: test.operands.length > 0 && !test.operator.startsWith("within") ? test.operands : [first],
    two: [first, test.operands[1] ?? first],
    span: [/^\d+(ms|[smhdw])$/.test(first) ? first : "30d"],
  }[next?.operand ?? "one"];
  return {
    ...test,
    operator,
    operands,
    kind: typed,
    ignoring: test.ignoring && ["contains", "starts_with", "ends_with"].includes(operator),
  };
}

/** The operators that fit a kind, and the one that is in use whatever it fits. */
export function operatorsFor(kind: Kind, current: string): Operator[] {
  return OPERATORS.filter((each) => each.id === current || !each.kinds || each.kinds.includes(kind));
}

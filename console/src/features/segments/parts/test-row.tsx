import { InlineSpan } from "@/ui/span-field";
import type { Constant, Events, Kind, Node, Path } from "../cxl";
import { path } from "../cxl";
import type { Palette } from "../drafts";
import { begunWith, choicesOf, fieldAt, isListed, labelsOf, singles } from "../lists";
import { nodeOf, OPERATORS, operated, operatorsFor, type Test } from "../tests";
import { useConsentNames } from "../use-consents";
import css from "./builder.module.css";
import { EventsFields } from "./event-row";
import { type Choice, goOn, Many, Pick, Typed } from "./fields";

interface Props {
  test: Test;
  set: (node: Node) => void;
  palette: Palette;
}

/** A comparison: of an attribute, a trait, a consent, a score, or of a sum over events. */
export function TestRow({ test, set, palette }: Props) {
  const { subject } = test;
  const kind = kindOf(subject, palette);
  const change = (next: Test) => set(nodeOf(next));
  const comparison = (
    <Comparison test={test} kind={kind} values={valuesOf(subject, palette)} change={change} />
  );
  return (
    <>
      {subject.op === "aggregate" ? (
        <Metric
          node={subject}
          palette={palette}
          comparison={comparison}
          set={(next) => change({ ...test, subject: next })}
        />
      ) : (
        <Subject
          node={subject}
          palette={palette}
          set={(next) =>
            isListed(next) ? set(next) : change(resubjected(test, next, kindOf(next, palette)))
          }
        />
      )}
      {subject.op !== "aggregate" && comparison}
    </>
  );
}

/** Operator and operands. */
export function Comparison({
  test,
  kind,
  values,
  change,
}: {
  test: Test;
  kind: Kind;
  values: string[];
  change: (test: Test) => void;
}) {
  const operator = OPERATORS.find((each) => each.id === test.operator);
  const constants: Kind = test.kind === "text" && (kind === "number" || kind === "flag") ? kind : test.kind;
  // Dates are texts in CXL: how one is entered is another matter than what it is.
  const entered: Kind = constants === "text" && kind === "date" ? "date" : constants;
  const put = (place: number, typed: string) =>
    change({
      ...test,
      kind: constants,
      operands: test.operands.map((old, at) => (at === place ? typed : old)),
    });
  return (
    <>
      <Pick
        label="Comparison"
        value={test.operator}
        choices={operatorsFor(kind, test.operator).map((each) => ({ value: each.id, label: each.label }))}
        onChange={(next) => change(operated({ ...test, kind: constants }, next, kind))}
      />
      {operator?.operand === "one" && (
        <Typed
          label="Value"
          kind={entered}
          value={test.operands[0] ?? ""}
          values={values}
          onChange={(typed) => put(0, typed)}
        />
      )}
      {operator?.operand === "two" && (
        <>
          <Typed
            label="From"
            kind={entered}
            value={test.operands[0] ?? ""}
            onChange={(typed) => put(0, typed)}
          />
          <span className={css.word}>and</span>
          <Typed
            label="To"
            kind={entered}
            value={test.operands[1] ?? ""}
            onChange={(typed) => put(1, typed)}
          />
        </>
      )}
      {operator?.operand === "many" && (
        <Many
          label="Values"
          value={test.operands}
          values={values}
          onChange={(operands) => change({ ...test, kind: constants, operands })}
        />
      )}
      {operator?.operand === "span" && (
        <InlineSpan label="Time" value={test.operands[0] ?? "30d"} onChange={(span) => put(0, span)} />
      )}
    </>
  );
}

function Subject({ node, palette, set }: { node: Node; palette: Palette; set: (node: Node) => void }) {
  const consentName = useConsentNames();
  const items = (entries: [string, string][]): Choice[] =>
    entries.map(([value, label]) => ({ value, label }));
  const people = choicesOf(palette.attributes).map((choice) => {
    const offered = "items" in choice ? choice.items : [choice];
    const named = offered.map(({ value, label }) => ({ value: `path ${value}`, label }));
    return "items" in choice ? { group: choice.group, items: named } : named;
  });
  return (
    <Pick
      label="What"
      search
      value={keyOf(node)}
      unknown={unknownName(node, consentName)}
      choices={[
        { group: "People", items: people.flatMap((each) => (Array.isArray(each) ? each : [])) },
        ...people.flatMap((each) => (Array.isArray(each) ? [] : [each])),
        { group: "Traits", items: items(palette.traits.map((trait) => [`trait ${trait.id}`, trait.name])) },
        {
          group: "Consent",
          items: items(palette.consents.map((name) => [`consent ${name}`, `consent: ${consentName(name)}`])),
        },
        { group: "Scores", items: items(palette.scores.map((score) => [`score ${score.id}`, score.name])) },
      ].filter((group) => group.items.length > 0)}
      onChange={(key) => {
        const [op = "", ...rest] = key.split(" ");
        const name = rest.join(" ");
        if (op !== "path") set({ op, name });
        else if (palette.attributes.some((field) => field.name === name)) set(fieldAt("profile", name));
        else {
          goOn();
          set(begunWith("profile", palette.attributes, name));
        }
      }}
    />
  );
}

const AGGREGATES: Choice[] = [
  { value: "count", label: "number" },
  { value: "sum", label: "sum" },
  { value: "avg", label: "average" },
  { value: "min", label: "least" },
  { value: "max", label: "greatest" },
  { value: "first", label: "first" },
  { value: "last", label: "last" },
  { value: "distinct", label: "distinct values" },
];

/** A sum, an average, … over events. */
function Metric({
  node,
  palette,
  comparison,
  set,
}: {
  node: Node;
  palette: Palette;
  comparison: React.ReactNode;
  set: (node: Node) => void;
}) {
  const events = node.events as Events;
  const properties = palette.events.find((event) => event.type === events.type)?.properties ?? [];
  const name = (node.path as Path | undefined)?.names.join(".") ?? "";
  const label = labelsOf(properties);
  const first = singles(properties).find((each) => each.type === "number") ?? properties[0];
  return (
    <>
      <Pick
        label="Figure"
        value={node.name as string}
        choices={AGGREGATES}
        onChange={(next) => {
          const { path: known, ...rest } = node;
          const over = known ?? path("event", first?.name ?? "total");
          set(next === "count" ? { ...rest, name: next } : { ...rest, name: next, path: over });
        }}
      />
      <span className={css.word}>of</span>
      {node.name !== "count" && (
        <>
          <Pick
            label="Property"
            search
            value={name}
            choices={singles(properties).map((each) => ({ value: each.name, label: label(each.name) }))}
            onChange={(next) => set({ ...node, path: path("event", next) })}
          />
          <span className={css.word}>of</span>
        </>
      )}
      <EventsFields
        events={events}
        palette={palette}
        after={comparison}
        set={(next) => set({ ...node, events: next })}
      />
    </>
  );
}

function keyOf(node: Node): string {
  if (node.op !== "path") return `${node.op} ${node.name ?? ""}`;
  return `path ${(node.names as string[]).join(".")}`;
}

/** What is called so by nobody here: its name as it stands, and of what. */
function unknownName(node: Node, consentName: (name: string) => string): string {
  if (node.op === "path") return (node.names as string[]).join(".");
  const name = String(node.name ?? "");
  return node.op === "consent" ? `consent: ${consentName(name)}` : `${node.op}: ${name}`;
}

function kindOf(node: Node, palette: Palette): Kind {
  if (node.op === "path") {
    const name = (node.names as string[]).join(".");
    return (palette.attributes.find((field) => field.name === name)?.type as Kind | undefined) ?? "any";
  }
  if (node.op === "trait")
    return (palette.traits.find((trait) => trait.id === node.name)?.type as Kind | undefined) ?? "any";
  if (node.op === "score") return "number";
  if (node.op === "consent") return "text";
  if (node.op === "aggregate")
    return ["min", "max", "first", "last"].includes(node.name as string) ? "any" : "number";
  return "any";
}

function valuesOf(node: Node, palette: Palette): string[] {
  if (node.op === "consent") return ["in", "out"];
  if (node.op !== "path") return [];
  const name = (node.names as string[]).join(".");
  return palette.attributes.find((field) => field.name === name)?.values ?? [];
}

/** Another subject: the operator stays if it fits, values don't. */
function resubjected(test: Test, subject: Node, kind: Kind): Test {
  const fits = operatorsFor(kind, "").some((each) => each.id === test.operator);
  const cleared: Test = { ...test, subject, operands: [], kind: "any" };
  return operated(cleared, fits ? test.operator : "known", kind);
}

export type { Constant };

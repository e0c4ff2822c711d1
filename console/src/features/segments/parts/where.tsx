import { Button, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type Events, type Kind, type Node, type Path, path } from "../cxl";
import type { Palette } from "../drafts";
import { nodeOf, type Test, testOf } from "../tests";
import { isGroup, joined, positive, termsOf } from "../where";
import { Remove } from "./builder";
import css from "./builder.module.css";
import { Pick } from "./fields";
import { Comparison } from "./test-row";
import { TextRow } from "./text-row";

type Property = Palette["events"][number]["properties"][number];

const JOINERS = [
  { value: "and", label: "and" },
  { value: "or", label: "or" },
];

/** What must hold of each event: comparisons, all or any of them, in groups; anything else is kept as text. */
export function Where({
  events,
  set,
  palette,
}: {
  events: Events;
  set: (events: Events) => void;
  palette: Palette;
}) {
  const properties = palette.events.find((event) => event.type === events.type)?.properties ?? [];
  return (
    <Conditions
      node={events.where}
      lead="where"
      properties={properties}
      set={(where) => {
        const { where: _old, ...rest } = events;
        set(where ? { ...rest, where } : rest);
      }}
    />
  );
}

interface Props {
  node: Node | undefined;
  set: (node: Node | undefined) => void;
  properties: Property[];
  /** The word before the first of them. */
  lead: string;
}

/** Conditions beside each other; the word before the second says for all whether one is enough. */
function Conditions({ node, set, properties, lead }: Props) {
  const { any, terms } = termsOf(node);
  const put = (next: Node[], either = any) => set(joined({ any: either, terms: next }));
  const joiner = any ? "or" : "and";
  return (
    <>
      {terms.map((term, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name.
        <div key={place} className={css.where} data-bracket={isGroup(positive(term).node)}>
          {place === 1 ? (
            <Pick
              label="All or any of these"
              value={joiner}
              choices={JOINERS}
              onChange={(next) => put(terms, next === "or")}
            />
          ) : (
            (place > 1 || lead) && <span className={css.word}>{place === 0 ? lead : joiner}</span>
          )}
          <Condition
            node={term}
            properties={properties}
            set={(next) =>
              put(
                next
                  ? terms.map((old, at) => (at === place ? next : old))
                  : terms.filter((old) => old !== term),
              )
            }
          />
          <Remove label="Remove this part" onClick={() => put(terms.filter((_, at) => at !== place))} />
        </div>
      ))}
      <div className={css.adds}>
        <Add onClick={() => put([...terms, anyOf(properties)])}>
          {terms.length ? joiner : lead || "Condition"}
        </Add>
        {terms.length > 0 && (
          <Add
            onClick={() =>
              put([
                ...terms,
                { op: any && terms.length > 1 ? "and" : "or", terms: [anyOf(properties), anyOf(properties)] },
              ])
            }
          >
            {any && terms.length > 1 ? "all of several" : "any of several"}
          </Add>
        )}
      </div>
    </>
  );
}

/** A comparison, conditions within brackets, or text. */
function Condition({ node: whole, set, properties }: Omit<Props, "node" | "lead"> & { node: Node }) {
  const { not, node } = positive(whole);
  const kept = (next: Node | undefined) => set(next && not ? { op: "not", term: next } : next);
  const test = testOf(node);
  const name = nameOf(test);
  if (!isGroup(node) && !(test && name !== null)) return <TextRow node={whole} set={set} inEvent />;
  return (
    <>
      {not && (
        <UnstyledButton className={css.not} aria-pressed title="Take the not away" onClick={() => set(node)}>
          not
        </UnstyledButton>
      )}
      {test && name !== null ? (
        <Compared test={test} name={name} properties={properties} set={kept} />
      ) : (
        <fieldset className={css.bracket} aria-label={node.op === "or" ? "Any of these" : "All of these"}>
          <Conditions node={node} set={kept} properties={properties} lead="" />
        </fieldset>
      )}
    </>
  );
}

function Compared({
  test,
  name,
  properties,
  set,
}: {
  test: Test;
  name: string;
  properties: Property[];
  set: (node: Node) => void;
}) {
  const known = properties.find((each) => each.name === name);
  return (
    <>
      <Pick
        label="Property"
        search
        value={name}
        choices={properties.map((each) => ({ value: each.name, label: each.name }))}
        onChange={(next) => set(isKnown(next))}
      />
      <Comparison
        test={test}
        kind={(known?.type as Kind | undefined) ?? "any"}
        values={known?.values ?? []}
        change={(next) => set(nodeOf(next))}
      />
    </>
  );
}

function Add({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <Button
      className={css.more}
      size="compact-sm"
      variant="subtle"
      color="gray"
      leftSection={<IconPlus size={12} />}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

/** The property that is compared; null where something else is. */
function nameOf(test: Test | null): string | null {
  const subject = test?.subject as Path | undefined;
  return subject?.op === "path" && subject.root === "event" ? subject.names.join(".") : null;
}

const isKnown = (name: string): Node => ({ op: "is_null", value: { ...path("event", name) }, negated: true });

/** What is asked most often of an event: how much it was, else which one of few values, else what it is called. */
const USUAL = ["total", "revenue", "value", "price", "amount"];

/** A condition to begin with. */
function anyOf(properties: Property[]): Node {
  const plain = properties.filter((each) => each.type !== "object" && each.type !== "list");
  const amount = USUAL.flatMap((name) => plain.filter((each) => each.name === name))[0];
  if (amount?.type === "number") {
    const subject = { ...path("event", amount.name) };
    return nodeOf({ subject, operator: ">", operands: ["0"], kind: "number", ignoring: false });
  }
  const few = plain.find((each) => each.values.length > 0) ?? plain[0];
  return isKnown(few?.name ?? "total");
}

import { Button, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Events, Kind, Node, Path } from "../cxl";
import type { Palette } from "../drafts";
import {
  begunWith,
  choicesOf,
  elementsOf,
  type Field,
  fieldAt,
  isListed,
  labelsOf,
  listsIn,
  QUANTIFIERS,
  type Root,
  singles,
} from "../lists";
import { nodeOf, type Test, testOf } from "../tests";
import { isGroup, joined, positive, termsOf } from "../where";
import { Remove } from "./builder";
import css from "./builder.module.css";
import { goOn, Pick } from "./fields";
import { Comparison } from "./test-row";
import { TextRow } from "./text-row";

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
      root="event"
      fields={properties}
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
  /** What is compared: properties of the event, or fields of an element of one of its lists. */
  root: Root;
  fields: readonly Field[];
  /** The word before the first of them. */
  lead: string;
}

/** Conditions beside each other; the word before the second says for all whether one is enough. */
function Conditions({ node, set, root, fields, lead }: Props) {
  const { any, terms } = termsOf(node);
  const put = (next: Node[], either = any) => set(joined({ any: either, terms: next }));
  const joiner = any ? "or" : "and";
  return (
    <>
      {terms.map((term, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name.
        <div key={place} className={css.where} data-condition data-bracket={isBracket(positive(term).node)}>
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
            root={root}
            fields={fields}
            set={(next) =>
              put(
                next
                  ? terms.map((old, at) => (at === place ? next : old))
                  : terms.filter((old) => old !== term),
              )
            }
          />
          {(lead || terms.length > 1) && (
            <Remove label="Remove this part" onClick={() => put(terms.filter((_, at) => at !== place))} />
          )}
        </div>
      ))}
      <div className={css.adds}>
        <Add onClick={() => put([...terms, anyOf(root, fields)])}>
          {terms.length ? joiner : lead || "Condition"}
        </Add>
        {terms.length > 0 && (
          <Add
            onClick={() =>
              put([
                ...terms,
                {
                  op: any && terms.length > 1 ? "and" : "or",
                  terms: [anyOf(root, fields), anyOf(root, fields)],
                },
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

const isBracket = (node: Node): boolean => isGroup(node) || isListed(node);

/** A comparison, conditions within brackets, or text. */
function Condition({ node: whole, set, root, fields }: Omit<Props, "node" | "lead"> & { node: Node }) {
  const { not, node } = positive(whole);
  const kept = (next: Node | undefined) => set(next && not ? { op: "not", term: next } : next);
  const test = testOf(node);
  const name = nameOf(test, root);
  if (!isBracket(node) && !(test && name !== null)) return <TextRow node={whole} set={set} within={root} />;
  return (
    <>
      {not && (
        <UnstyledButton className={css.not} aria-pressed title="Take the not away" onClick={() => set(node)}>
          not
        </UnstyledButton>
      )}
      {test && name !== null ? (
        <Compared test={test} name={name} root={root} fields={fields} set={kept} />
      ) : isListed(node) ? (
        <ListFields node={node} root={root} fields={fields} set={kept} />
      ) : (
        <fieldset className={css.bracket} aria-label={node.op === "or" ? "Any of these" : "All of these"}>
          <Conditions node={node} set={kept} root={root} fields={fields} lead="" />
        </fieldset>
      )}
    </>
  );
}

/** How many elements of which list, and what must hold of each of them. */
export function ListFields({ node, set, root, fields }: Omit<Props, "node" | "lead"> & { node: Node }) {
  const list = (node.array as Path).names.join(".");
  const label = labelsOf(fields);
  const within = elementsOf(fields, list);
  return (
    <>
      <Pick
        label="How many of them"
        value={node.name as string}
        choices={QUANTIFIERS}
        onChange={(name) => set({ ...node, name })}
      />
      <Pick
        label="List"
        search
        value={list}
        unknown={label(list)}
        choices={listsIn(fields).map((each) => ({ value: each.name, label: label(each.name) }))}
        onChange={(next) =>
          set({ ...node, array: fieldAt(root, next), test: anyOf("item", elementsOf(fields, next)) })
        }
      />
      <span className={`${css.word} ${css.has}`}>{node.name === "any" ? "has" : "have"}</span>
      <fieldset className={`${css.bracket} ${css.each}`} aria-label={`Of each of ${label(list)}`}>
        <Conditions
          node={node.test as Node}
          set={(test) => set(test && { ...node, test })}
          root="item"
          fields={within}
          lead=""
        />
      </fieldset>
    </>
  );
}

function Compared({
  test,
  name,
  root,
  fields,
  set,
}: {
  test: Test;
  name: string;
  root: Root;
  fields: readonly Field[];
  set: (node: Node) => void;
}) {
  const known = fields.find((each) => each.name === name);
  return (
    <>
      <Pick
        label="Property"
        search
        value={name}
        unknown={name === "" ? "the element itself" : name}
        choices={choicesOf(fields)}
        onChange={(next) => {
          goOn();
          set(begunWith(root, fields, next));
        }}
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
function nameOf(test: Test | null, root: Root): string | null {
  const subject = test?.subject as Path | undefined;
  return subject?.op === "path" && subject.root === root ? subject.names.join(".") : null;
}

/** What is asked most often of an event: how much it was, else which one of few values, else what it is called. */
const USUAL = ["total", "revenue", "value", "price", "amount"];

/** A condition to begin with. */
function anyOf(root: Root, fields: readonly Field[]): Node {
  const plain = singles(fields).filter((each) => each.type !== "list");
  const amount = USUAL.flatMap((name) => plain.filter((each) => each.name === name))[0];
  if (amount?.type === "number") {
    const subject = fieldAt(root, amount.name);
    return nodeOf({ subject, operator: ">", operands: ["0"], kind: "number", ignoring: false });
  }
  const few = plain.find((each) => each.values.length > 0) ?? plain[0];
  const name = few?.name ?? (root === "item" ? "" : "total");
  return { op: "is_null", value: fieldAt(root, name), negated: true };
}

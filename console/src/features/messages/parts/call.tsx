import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type RefObject, useState } from "react";
import { Soon } from "@/ui/soon";
import { ErrorNote } from "@/ui/states";
import css from "../messages.module.css";
import { headersOf, readBody, type Typed, unreadOf, writtenBody } from "../model/calls";
import { languageName, partsIn, type TemplateBody, withPart } from "../model/template";
import { Code, type CodeHandle } from "./code";
import type { Lacks } from "./token-card";

interface Props {
  body: TemplateBody;
  setBody: (change: (body: TemplateBody) => TemplateBody) => void;
  locale: string;
  names: readonly string[];
  lacks: Lacks;
  /** What was typed of its body, which may be no JSON yet. */
  typed: Typed | undefined;
  setTyped: (typed: Typed | undefined) => void;
  handle: RefObject<CodeHandle | null>;
  onFocus: (handle: CodeHandle) => void;
  may: boolean;
}

const METHODS = ["POST", "PUT", "PATCH"];

/** What a webhook says besides its address: how it is called, with which headers, and the JSON that it takes. */
export function Call(props: Props) {
  const { body, setBody, locale, names, lacks, typed, setTyped, handle, onFocus, may } = props;
  const own = languageName(body.language ?? "en");
  const tree = partsIn(body, locale).body;
  const text = typed?.of === tree ? typed?.text : undefined;
  const unread = unreadOf(typed, tree);
  const read = unread === undefined ? undefined : readBody(unread);

  function write(next: string) {
    const found = readBody(next);
    // A language that says nothing of its own takes what the template says.
    const out = locale !== "" && next.trim() === "";
    if ("fault" in found && !out) return setTyped({ of: tree, text: next });
    const of = "fault" in found ? undefined : found.tree;
    setTyped(out ? undefined : { of, text: next });
    setBody((now) => withPart(now, locale, "body", of));
  }

  return (
    <>
      {!locale && <Headed {...props} />}
      <div className={css.bodied}>
        <span>Body, as JSON</span>
        {may && read && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setTyped(undefined)}>
            Back to what it was
          </Button>
        )}
      </div>
      {read && "fault" in read && (
        <div className={css.call}>
          <ErrorNote words={read.fault} />
        </div>
      )}
      {locale && tree === undefined && !read && (
        <p className={css.lacks}>As in {own}, until something is written here.</p>
      )}
      <Code
        label="Body, as JSON"
        value={text ?? writtenBody(tree)}
        onChange={write}
        names={names}
        lacking={body}
        lacks={lacks}
        handle={handle}
        onFocus={onFocus}
        quoted
        readOnly={!may}
      />
    </>
  );
}

/** How it is called, and its headers: the same in every language. */
function Headed({ body, setBody, names, lacks, onFocus, may }: Props) {
  const method = String(body.parts.method ?? "POST");
  const headers = headersOf(body.parts.headers);
  const [adding, setAdding] = useState(false);
  const set = (next: readonly (readonly [string, string])[]) =>
    setBody((now) => withPart(now, "", "headers", next.length ? Object.fromEntries(next) : undefined));
  return (
    <div className={css.call}>
      <Select
        label="Method"
        w={120}
        readOnly={!may}
        allowDeselect={false}
        data={[...new Set([...METHODS, method])]}
        value={method}
        onChange={(next) => setBody((now) => withPart(now, "", "method", next === "POST" ? undefined : next))}
      />
      {headers.length > 0 && (
        <ul className={css.headers} aria-label="Headers">
          {headers.map(([name, value], place) => (
            <li key={name}>
              <HeaderName
                name={name}
                taken={headers.map(([each]) => each)}
                may={may}
                rename={(next) => set(headers.with(place, [next, value]))}
              />
              <Soon fallback={<TextInput aria-label={`Value of ${name}`} readOnly value={value} />}>
                <Code
                  line
                  label={`Value of ${name}`}
                  value={value}
                  onChange={(text) => set(headers.with(place, [name, text]))}
                  names={names}
                  onFocus={onFocus}
                  lacking={body}
                  lacks={lacks}
                  readOnly={!may}
                />
              </Soon>
              {may && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove ${name}`}
                  onClick={() => set(headers.filter((_, each) => each !== place))}
                >
                  <IconX size={14} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && adding && (
        <HeaderName
          name=""
          taken={headers.map(([each]) => each)}
          may
          rename={(name) => {
            setAdding(false);
            set([...headers, [name, ""]]);
          }}
          leave={() => setAdding(false)}
        />
      )}
      {may && !adding && (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={13} />}
            onClick={() => setAdding(true)}
          >
            Add a header
          </Button>
        </div>
      )}
    </div>
  );
}

interface NameProps {
  name: string;
  taken: readonly string[];
  may: boolean;
  rename: (name: string) => void;
  leave?: () => void;
}

/** The name of a header: it holds once it is left, if no other is called so. */
function HeaderName({ name, taken, may, rename, leave }: NameProps) {
  const [typed, setTyped] = useState(name);
  const wanted = typed.trim();
  const twice = taken.some((each) => each !== name && each.toLowerCase() === wanted.toLowerCase());
  const wrong = twice ? "It is there already." : wanted !== "" && !HEADER.test(wanted) ? "Not a header." : "";
  function end() {
    if (wanted === "" || wrong) {
      setTyped(name);
      leave?.();
    } else if (wanted !== name) rename(wanted);
  }
  return (
    <TextInput
      aria-label={name ? `Name of the header ${name}` : "Name of the new header"}
      placeholder="X-Shop"
      autoFocus={name === ""}
      readOnly={!may}
      spellCheck={false}
      autoComplete="off"
      value={typed}
      error={wrong}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          setTyped(name);
          leave?.();
        }
      }}
    />
  );
}

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

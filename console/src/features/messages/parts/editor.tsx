import { Input, TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useMay } from "@/api/session";
import { Soon } from "@/ui/soon";
import { Loading } from "@/ui/states";
import { type Reveal, Workbench } from "@/ui/workbench";
import { type Sitting, useWritten, WrittenHead } from "@/ui/written";
import css from "../messages.module.css";
import { type Block, insertBlock, isMjml } from "../model/blocks";
import { type Typed, unreadOf } from "../model/calls";
import { isCall, LINES, linesOf } from "../model/channels";
import { formOf } from "../model/page";
import { bodyOf, lackOf, languageName, partsIn, withLack, withPart } from "../model/template";
import { written } from "../model/tokens";
import { Blocks, useBlocks } from "./blocks";
import { Call } from "./call";
import { Checks } from "./checks";
import { Code, type CodeHandle } from "./code";
import { Languages } from "./languages";
import { useNames } from "./names";
import { Page, type Side } from "./page";
import { Preview, usePreview } from "./preview";
import type { Lacks } from "./token-card";

const NONE: readonly string[] = [];

interface EditorProps extends Sitting {
  /** The way to the template's other parts. */
  tabs: ReactNode;
}

/** The builder: blocks and languages, the words, and the message as a certain person gets it. */
export function Editor({ tabs, ...sitting }: EditorProps) {
  const { opened } = sitting;
  const screen = useWritten(opened, bodyOf);
  const { body, setBody, name, setName, changed, document } = screen;
  const [locale, setLocale] = useState("");
  const code = useRef<CodeHandle | null>(null);
  const active = useRef<CodeHandle | null>(null);
  const may = useMay("documents:write");
  const preview = usePreview(document, locale);
  const own = useMemo(() => [...Object.keys(body.defaults ?? {}), ...(body.required ?? [])], [body]);
  const names = useNames(own);
  const parts = partsIn(body, locale);
  const lines = linesOf(body);
  const part = formOf(body) ?? "mjml";
  const write = (which: string, text: unknown) => setBody((now) => withPart(now, locale, which, text));
  const paged = formOf(body) !== null;
  // The body of a call as it is typed, by language: while it is none, it is no part of the document.
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const unfinished =
    isCall(body.channel) &&
    Object.entries(typed).some(([each, one]) => unreadOf(one, partsIn(body, each).body) !== undefined);
  const [side, setSide] = useState<Side>("page");
  const page = String(parts[part] ?? "");
  // Where one pane fits, that which was written to is shown.
  const [reveal, setReveal] = useState<Reveal>();
  const lacks = useMemo<Lacks>(
    () => ({
      of: (path) => lackOf(body, path),
      set: (path, lack) => setBody((now) => withLack(now, path, lack)),
    }),
    [body, setBody],
  );

  function put(block: Block, where = code.current?.cursor() ?? page.length) {
    const put = insertBlock(page, where, block);
    write(part, put.page);
    setReveal({ pane: "canvas" });
    requestAnimationFrame(() => code.current?.place(put.at));
  }
  const blocks = useBlocks(part === "mjml" || isMjml(page));
  const drop = (label: string, at: number) => {
    const block = blocks?.find((each) => each.label === label);
    if (block) put(block, at);
  };
  const focused = (handle: CodeHandle) => {
    active.current = handle;
  };

  return (
    <>
      <WrittenHead
        {...sitting}
        documents="templates"
        kind="template"
        list={{ label: "Templates", to: "/templates" }}
        written={screen}
        bodyOf={bodyOf}
        wrong={preview.faulty}
        unfinished={unfinished}
        published="Published: messages from now on are made from it."
        tabs={tabs}
      />
      <Workbench
        names={["Add", "Content", ""]}
        palette={
          names && blocks ? (
            <Blocks
              document={document}
              body={body}
              setBody={setBody}
              blocks={paged && side === "page" ? blocks : []}
              put={put}
              names={names}
              // What had the cursor last may be gone, with its language.
              write={(path) => {
                if (active.current?.insert(written(path)) || code.current?.insert(written(path)))
                  setReveal({ pane: "canvas" });
              }}
              name={name}
              setName={setName}
              may={may}
            />
          ) : (
            <Loading lines={12} />
          )
        }
        reveal={reveal}
      >
        <div className={css.halves}>
          <div className={css.words}>
            <Languages body={body} locale={locale} setLocale={setLocale} setBody={setBody} may={may} />
            <div className={css.lines} hidden={lines.length === 0}>
              {lines.map((one) => {
                const label =
                  one === "url" && isCall(body.channel) ? "Address that is called" : (LINES[one] ?? one);
                return (
                  <Input.Wrapper
                    key={`${locale} ${one}`}
                    label={label}
                    labelElement="div"
                    description={
                      locale && !parts[one]
                        ? `As in ${languageName(body.language ?? "en")}: ${body.parts[one] ?? ""}`
                        : undefined
                    }
                  >
                    <Soon
                      turns={2}
                      fallback={<TextInput aria-label={label} readOnly value={String(parts[one] ?? "")} />}
                    >
                      <Code
                        line
                        label={label}
                        value={String(parts[one] ?? "")}
                        onChange={(text) => write(one, text)}
                        names={names ?? NONE}
                        onFocus={focused}
                        lacking={body}
                        lacks={lacks}
                        readOnly={!may}
                      />
                    </Soon>
                  </Input.Wrapper>
                );
              })}
            </div>
            {isCall(body.channel) ? (
              <Call
                key={locale}
                body={body}
                setBody={setBody}
                locale={locale}
                names={names ?? NONE}
                lacks={lacks}
                typed={typed[locale]}
                setTyped={(next) =>
                  setTyped(({ [locale]: _, ...others }) => (next ? { ...others, [locale]: next } : others))
                }
                handle={code}
                onFocus={focused}
                may={may}
              />
            ) : (
              <Page
                document={document}
                body={body}
                setBody={setBody}
                locale={locale}
                names={names ?? NONE}
                lacks={lacks}
                side={side}
                setSide={setSide}
                handle={code}
                onFocus={focused}
                onBlock={drop}
                may={may}
              />
            )}
            {may && <Checks document={document} body={body} setBody={setBody} />}
          </div>
          <Soon fallback={<section className={css.preview} aria-label="Preview" />}>
            <Preview
              template={{ id: opened.id, version: opened.version, channel: body.channel }}
              preview={preview}
              may={may}
              changed={changed}
              text={paged && side === "text"}
            />
          </Soon>
        </div>
      </Workbench>
    </>
  );
}

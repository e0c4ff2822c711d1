import { Button, Input, TextInput } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import type { View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { Workbench } from "@/ui/workbench";
import { useWriting } from "@/ui/writing";
import css from "../messages.module.css";
import { type Block, insertBlock, isMjml } from "../model/blocks";
import { bodyOf, partsIn, type TemplateBody, withPart } from "../model/template";
import { written } from "../model/tokens";
import { Blocks, useBlocks } from "./blocks";
import { Checks } from "./checks";
import type { CodeHandle } from "./code";
import { Languages } from "./languages";
import { useNames } from "./names";
import { Preview, usePreview } from "./preview";

const Code = lazy(() => import("./code"));

const NONE: readonly string[] = [];

const LINES: Readonly<Record<string, string>> = {
  subject: "Subject",
  preheader: "Preheader",
  title: "Title",
  url: "Address it opens",
};

interface EditorProps {
  /** As it is today. */
  head: View<"DocumentView">;
  /** The version that is written on: that of today, or the draft beside it. */
  template: View<"DocumentView">;
  /** Told of the version that was made of what is on the screen. */
  onSaved: (version: number | undefined) => void;
  /** The way to the template's other parts. */
  tabs: ReactNode;
}

/** The builder: blocks and languages, the words, and the message as a certain person gets it. */
export function Editor({ head, template, onSaved, tabs }: EditorProps) {
  const saved = useMemo(() => bodyOf(template as never), [template]);
  const [body, setBody] = useState<TemplateBody>(saved);
  const [name, setName] = useState(template.name);
  const [locale, setLocale] = useState("");
  const code = useRef<CodeHandle | null>(null);
  const active = useRef<CodeHandle | null>(null);
  const may = useMay("documents:write");
  const changed = useMemo(
    () => name !== template.name || (body !== saved && JSON.stringify(body) !== JSON.stringify(saved)),
    [body, saved, name, template.name],
  );
  const document = useMemo(
    () => ({ ...body, id: template.id, name, labels: template.labels, description: template.description }),
    [body, name, template],
  );
  const writing = useWriting("templates", head, { version: template.version, content: document, changed });
  const preview = usePreview(document, locale);
  const own = useMemo(() => [...Object.keys(body.defaults ?? {}), ...(body.required ?? [])], [body]);
  const names = useNames(own);
  const parts = partsIn(body, locale);
  const part = body.parts.html !== undefined && body.parts.mjml === undefined ? "html" : "mjml";
  const write = (which: string, text: string) => setBody((now) => withPart(now, locale, which, text));
  const paged = body.parts.mjml !== undefined || body.parts.html !== undefined;
  const page = String(parts[part] ?? "");

  async function save(status: "draft" | "published") {
    try {
      const made = await writing.save({ ...document, status });
      if (!made) return;
      onSaved(made.version);
      await refreshed("templates");
      tell(status === "draft" ? "Draft saved." : "Published: messages from now on are made from it.");
    } catch (error) {
      tellFault(error);
    }
  }

  function put(block: Block, where = code.current?.cursor() ?? page.length) {
    const put = insertBlock(page, where, block);
    write(part, put.page);
    requestAnimationFrame(() => code.current?.place(put.at));
  }
  const blocks = useBlocks(paged && (part === "mjml" || isMjml(page)));
  const drop = (label: string, at: number) => {
    const block = blocks?.find((each) => each.label === label);
    if (block) put(block, at);
  };
  const focused = (handle: CodeHandle) => {
    active.current = handle;
  };

  return (
    <>
      <Unsaved when={changed} />
      <PageHead
        title={name || template.id}
        crumb={{ label: "Templates", to: "/templates" }}
        status={<DocumentStatus state={head.state} />}
      >
        <AsText kind="template" id={template.id} />
        {may && (
          <>
            {changed && (
              <Button variant="default" onClick={() => void save("draft")}>
                Save draft
              </Button>
            )}
            <Button
              disabled={preview.wrong !== "" || (!changed && template.state === "live")}
              onClick={() => void save("published")}
            >
              Publish
            </Button>
          </>
        )}
      </PageHead>
      {tabs}
      {writing.shown}
      <Workbench
        names={["Add", "Words", "Preview"]}
        palette={
          names && blocks ? (
            <Blocks
              body={body}
              setBody={setBody}
              blocks={paged ? blocks : []}
              put={put}
              names={names}
              write={(path) => (active.current ?? code.current)?.insert(written(path))}
              name={name}
              setName={setName}
              may={may}
            />
          ) : (
            <Loading lines={12} />
          )
        }
        inspector={undefined}
      >
        <div className={css.halves}>
          <div className={css.words}>
            <Languages body={body} locale={locale} setLocale={setLocale} setBody={setBody} may={may} />
            <div className={css.lines}>
              {Object.keys(LINES)
                .filter((one) => one in body.parts || (paged && one !== "url" && one !== "title"))
                .map((one) => (
                  <Input.Wrapper
                    key={`${locale} ${one}`}
                    label={LINES[one]}
                    labelElement="div"
                    description={
                      locale && !parts[one]
                        ? `As in ${body.language ?? "en"}: ${body.parts[one] ?? ""}`
                        : undefined
                    }
                  >
                    <Suspense
                      fallback={
                        <TextInput aria-label={LINES[one]} readOnly value={String(parts[one] ?? "")} />
                      }
                    >
                      <Code
                        line
                        label={LINES[one] ?? one}
                        value={String(parts[one] ?? "")}
                        onChange={(text) => write(one, text)}
                        names={names ?? NONE}
                        onFocus={focused}
                        readOnly={!may}
                      />
                    </Suspense>
                  </Input.Wrapper>
                ))}
            </div>
            <Suspense fallback={<Loading />}>
              <Code
                key={`${locale} ${paged}`}
                label={paged ? `Page in ${part === "mjml" ? "MJML" : "HTML"}` : "Text"}
                value={paged ? page : String(parts.text ?? "")}
                onChange={(text) => write(paged ? part : "text", text)}
                names={names ?? NONE}
                handle={code}
                onFocus={focused}
                onBlock={drop}
                readOnly={!may}
              />
            </Suspense>
            {may && <Checks document={document} body={body} setBody={setBody} />}
          </div>
          <Preview template={template.id} preview={preview} may={may} changed={changed} />
        </div>
      </Workbench>
    </>
  );
}

import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { client, type View } from "@/api/client";
import { isAway, Problem } from "@/api/problem";
import { Choice } from "@/ui/choice";
import { Loading } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import css from "../messages.module.css";
import { canHavePage } from "../model/channels";
import { type Form, formOf, withoutText, withoutTexts, writtenText } from "../model/page";
import { languageName, partsIn, startPage, type TemplateBody, withPart } from "../model/template";
import { Code, type CodeHandle } from "./code";
import type { Lacks } from "./token-card";
import { Turning } from "./turning";

interface Props {
  document: Readonly<Record<string, unknown>>;
  body: TemplateBody;
  setBody: (change: (body: TemplateBody) => TemplateBody) => void;
  locale: string;
  names: readonly string[];
  lacks: Lacks;
  /** Of what is being written: the page, unless its plain text is shown. */
  side: Side;
  setSide: (side: Side) => void;
  handle: RefObject<CodeHandle | null>;
  onFocus: (handle: CodeHandle) => void;
  onBlock: (label: string, at: number) => void;
  may: boolean;
}

export type Side = "page" | "text";

/** The page of a message in MJML or HTML, and its plain text, which is made from it unless it is written too. */
export function Page(props: Props) {
  const { body, setBody, locale, side, setSide, may } = props;
  const form = formOf(body);
  const [turning, setTurning] = useState<Form>();
  return (
    <>
      <div className={css.sides}>
        {form ? (
          <Choice
            size="xs"
            aria-label="What is written"
            value={side}
            onChange={setSide}
            data={[
              { value: "page", label: "Page" },
              { value: "text", label: "Plain text" },
            ]}
          />
        ) : (
          <span className={css.alone}>Text</span>
        )}
        {!may && form && side === "page" && (
          <span className={`${css.format} quiet`}>in {form.toUpperCase()}</span>
        )}
        {may && form && side === "page" && (
          <Choice
            size="xs"
            aria-label="The page is written in"
            className={css.format}
            value={form}
            onChange={setTurning}
            data={[
              { value: "mjml", label: "MJML" },
              { value: "html", label: "HTML" },
            ]}
          />
        )}
        {!form && may && canHavePage(body.channel) && (
          <Button
            variant="default"
            size="compact-sm"
            className={css.format}
            onClick={() => {
              setBody((now) => withPart(now, "", "mjml", startPage()));
              setSide("page");
            }}
          >
            Add a page
          </Button>
        )}
      </div>
      {form && side === "page" ? (
        <Words {...props} part={form} label={`Page in ${form === "mjml" ? "MJML" : "HTML"}`} />
      ) : form ? (
        <PlainText {...props} />
      ) : (
        <Words {...props} part="text" label="Text" />
      )}
      {turning && (
        <Turning
          to={turning}
          document={props.document}
          body={body}
          setBody={setBody}
          close={() => setTurning(undefined)}
        />
      )}
      {side === "page" && locale && form && partsIn(body, locale)[form] === undefined && (
        <p className={css.lacks}>
          As in {languageName(body.language ?? "en")}, until something is written here.
        </p>
      )}
    </>
  );
}

/** One part of a message in one language, written. */
function Words({
  part,
  label,
  body,
  setBody,
  locale,
  names,
  lacks,
  handle,
  onFocus,
  onBlock,
  may,
}: Props & { part: string; label: string }) {
  return (
    <Code
      key={`${locale} ${part}`}
      label={label}
      value={String(partsIn(body, locale)[part] ?? "")}
      onChange={(text) => setBody((now) => withPart(now, locale, part, text))}
      names={names}
      lacking={body}
      lacks={lacks}
      handle={handle}
      onFocus={onFocus}
      onBlock={onBlock}
      readOnly={!may}
    />
  );
}

/** The plain text of a page: made from it, until somebody writes their own. */
function PlainText(props: Props) {
  const { document, body, setBody, locale, may } = props;
  const written = writtenText(body, locale);
  const language = languageName(locale || (body.language ?? "en"));
  const own = languageName(body.language ?? "en");
  const [busy, setBusy] = useState(false);

  async function begin() {
    setBusy(true);
    try {
      const text = await madeText(document, body, locale);
      setBody((now) => withPart(now, locale, "text", text));
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }

  function giveBack() {
    const before = written?.text ?? "";
    setBody((now) => withoutText(now, locale));
    tell("The plain text is made from the page again.", () =>
      setBody((now) => withPart(now, locale, "text", before)),
    );
  }

  return (
    <>
      <div className={css.whose}>
        <p>
          {written === null
            ? "Made from the page, and made anew whenever that changes."
            : written.own
              ? "Your own words. They stay as they are when the page changes."
              : `That of ${own}: it is written there, and nothing is in ${language}.`}
        </p>
        {may && written?.own && (
          <Button variant="default" size="compact-sm" onClick={giveBack}>
            {locale && typeof body.parts.text === "string" ? `Take that of ${own}` : "Make it from the page"}
          </Button>
        )}
        {may && !written?.own && (
          <Button variant="default" size="compact-sm" loading={busy} onClick={() => void begin()}>
            Write my own
          </Button>
        )}
      </div>
      {written?.own ? <Words {...props} part="text" label="Plain text" /> : <Made {...props} />}
    </>
  );
}

/** What the plain text is while nobody writes it, to be read. */
function Made({ document, body, locale, names }: Props) {
  const said = JSON.stringify(document);
  const [settled] = useDebouncedValue(said, 300);
  const pages = useQuery({
    queryKey: ["template-pages", settled],
    placeholderData: keepPreviousData,
    retry: (_, reason) => isAway(reason),
    queryFn: () => pagesOf(JSON.parse(settled)),
  });
  const text = pages.data?.items.find(
    ({ language }) => language === (locale || (body.language ?? "en")),
  )?.text;
  if (!pages.data) {
    return (
      <div className={css.code}>
        <Loading />
      </div>
    );
  }
  return (
    <Code
      key={locale}
      label="Plain text, made from the page"
      value={text ?? ""}
      onChange={() => undefined}
      names={names}
      lacking={body}
      readOnly
    />
  );
}

/** The pages of a template before any value is put in, in each of its languages. */
async function pagesOf(document: Readonly<Record<string, unknown>>): Promise<View<"TemplatePagesView">> {
  const { data } = await client.POST("/api/v1/templates/pages", { body: { document: { ...document } } });
  return data as View<"TemplatePagesView">;
}

/** The same, where it is needed: what keeps the document from having pages is said. */
export async function pagesNeeded(document: Readonly<Record<string, unknown>>) {
  const { items, faults = [] } = await pagesOf(document);
  if (faults.length > 0) throw new Problem(422, { detail: faults[0], hint: "mend the page first" });
  return items;
}

async function madeText(
  document: Readonly<Record<string, unknown>>,
  body: TemplateBody,
  locale: string,
): Promise<string> {
  const made = await pagesNeeded({ ...document, ...withoutTexts(body) });
  return made.find(({ language }) => language === (locale || (body.language ?? "en")))?.text ?? "";
}

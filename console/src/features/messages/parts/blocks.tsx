import { Button, FileButton, Select, TextInput } from "@mantine/core";
import {
  type Icon,
  IconClick,
  IconColumns2,
  IconHeading,
  IconPhoto,
  IconPuzzle,
  IconSearch,
  IconSeparatorHorizontal,
  IconSpacingVertical,
  IconTextSize,
  IconUpload,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useAll } from "@/api/all";
import { Problem } from "@/api/problem";
import { finding } from "@/ui/finding";
import form from "@/ui/form.module.css";
import { channelName } from "@/ui/format";
import { OneStop } from "@/ui/one-stop";
import { tell, tellFault } from "@/ui/tell";
import { Part } from "@/ui/workbench";
import css from "../messages.module.css";
import { BLOCKS, type Block, DRAGGED, fragmentBlock } from "../model/blocks";
import { CHANNELS, canHavePage, reshaped, saysReshaped, withShapeOf } from "../model/channels";
import { formsOf, fragmentOf } from "../model/fragment";
import { formOf, otherForm, withPage, withPagesOf } from "../model/page";
import { languageName, type TemplateBody } from "../model/template";
import { rootOf, type Value, valuesOf, written } from "../model/tokens";
import { pagesNeeded } from "./page";
import { Used } from "./used";

const MOST = 6;
const SIGNS: Readonly<Record<string, Icon>> = {
  Text: IconTextSize,
  Heading: IconHeading,
  Button: IconClick,
  Image: IconPhoto,
  Divider: IconSeparatorHorizontal,
  Space: IconSpacingVertical,
  "Two columns": IconColumns2,
};
const GROUPS: Value["group"][] = ["Person", "Event", "Traits", "Offers", "Brand and links"];

/** What can be put into a page: blocks of our own, and the fragments that templates share; undefined until those are known. */
export function useBlocks(mjml: boolean): readonly Block[] | undefined {
  const fragments = useAll("fragments");
  return useMemo(
    () =>
      fragments.isPending
        ? undefined
        : [
            ...BLOCKS,
            // Only MJML takes fragments in by a tag, and those alone that are written in it.
            ...(mjml ? (fragments.data ?? []) : [])
              .filter((fragment) => formsOf(fragmentOf({ ...fragment })).includes("mjml"))
              .map(({ id, name }) => fragmentBlock(id, name)),
          ],
    [fragments.isPending, fragments.data, mjml],
  );
}

interface Props {
  document: Readonly<Record<string, unknown>>;
  body: TemplateBody;
  setBody: (change: (body: TemplateBody) => TemplateBody) => void;
  blocks: readonly Block[];
  put: (block: Block) => void;
  /** Values that may be written, and what writes one where the cursor was last. */
  names: readonly string[];
  write: (path: string) => void;
  name: string;
  setName: (name: string) => void;
  /** Whether it may be changed: what can't be put anywhere is not offered. */
  may: boolean;
}

/** What can be put into the message by a click or a drag, and what holds for the whole template. */
export function Blocks({ document, body, setBody, blocks, put, names, write, name, setName, may }: Props) {
  return (
    <>
      {may && blocks.length > 0 && (
        <Part title="Blocks">
          <Offered blocks={blocks.filter(({ fragment }) => !fragment)} put={put} />
        </Part>
      )}
      {may && blocks.some(({ fragment }) => fragment) && (
        <Part title="Fragments">
          <Offered blocks={blocks.filter(({ fragment }) => fragment)} put={put} most={MOST} />
        </Part>
      )}
      {may && <Values names={names} write={write} />}
      <Used body={body} setBody={setBody} may={may} />
      <Whole document={document} body={body} setBody={setBody} name={name} setName={setName} may={may} />
    </>
  );
}

/** Blocks as they are offered: a click puts one behind the cursor, a drag anywhere. */
function Offered({ blocks, put, most = blocks.length }: Pick<Props, "blocks" | "put"> & { most?: number }) {
  const [all, setAll] = useState(false);
  const shown = all ? blocks : blocks.slice(0, most);
  return (
    <>
      <OneStop items="button">
        <ul className={css.blocks}>
          {shown.map((block) => {
            const Sign = SIGNS[block.label] ?? IconPuzzle;
            return (
              <li key={block.text}>
                <button
                  type="button"
                  className={css.block}
                  title={block.fragment ? block.label : block.hint}
                  draggable
                  onDragStart={(event) => event.dataTransfer.setData(DRAGGED, block.label)}
                  onClick={() => put(block)}
                >
                  <Sign size={18} stroke={1.5} aria-hidden />
                  <span>{block.label}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </OneStop>
      {shown.length < blocks.length && (
        <button type="button" className={css.further} onClick={() => setAll(true)}>
          {blocks.length - shown.length} more
        </button>
      )}
    </>
  );
}

/** Values as they are offered: a click writes one where the cursor stands. */
export function Values({ names, write }: Pick<Props, "names" | "write">) {
  const [sought, setSought] = useState("");
  const [opened, setOpened] = useState<string[]>([]);
  const values = useMemo(() => valuesOf(names), [names]);
  const typed = sought.trim();
  const fits = finding(typed);
  const fitting = values.filter(({ path, label }) => fits(`${label} ${path}`));
  return (
    <Part title="Values">
      <TextInput
        aria-label="Search values"
        placeholder="First name, total…"
        leftSection={<IconSearch size={14} stroke={1.8} />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        spellCheck={false}
      />
      <OneStop items="button">
        {GROUPS.map((group) => {
          const all = fitting.filter((value) => value.group === group);
          if (all.length === 0) return null;
          const shown = typed || opened.includes(group) ? all : all.slice(0, MOST);
          return (
            <section key={group} aria-label={group} className={css.offered}>
              <h3>{group}</h3>
              <ul>
                {shown.map(({ path, label }) => (
                  <li key={path}>
                    <button
                      type="button"
                      className={css.token}
                      data-root={rootOf(path)}
                      title={path}
                      draggable
                      onDragStart={(event) => event.dataTransfer.setData("text/plain", written(path))}
                      onClick={() => write(path)}
                    >
                      {label}
                    </button>
                  </li>
                ))}
                {shown.length < all.length && (
                  <li>
                    <button
                      type="button"
                      className={css.further}
                      onClick={() => setOpened([...opened, group])}
                    >
                      {all.length - shown.length} more
                    </button>
                  </li>
                )}
              </ul>
            </section>
          );
        })}
      </OneStop>
      {fitting.length === 0 && <p className="quiet">Nothing is called “{sought}”.</p>}
    </Part>
  );
}

function Whole({
  document,
  body,
  setBody,
  name,
  setName,
  may,
}: Pick<Props, "document" | "body" | "setBody" | "name" | "setName" | "may">) {
  const brands = useAll("brands");
  const [turning, setTurning] = useState(false);

  /** Written for another channel: a text that is none yet is made of its page. */
  async function turn(channel: string) {
    const before = body;
    setTurning(true);
    const made = formOf(before) && !canHavePage(channel) ? await pagesNeeded(document).catch(() => []) : [];
    const { body: next, lost } = reshaped(before, channel, name, made);
    setBody(() => next);
    setTurning(false);
    tell(saysReshaped(channel, lost), () => setBody((now) => withShapeOf(now, before)));
  }

  async function take(file: File | null) {
    if (!file) return;
    const text = await file.text();
    const before = body;
    const other = otherForm(body, text);
    if (other) {
      const [form, locale] = other;
      tellFault(
        new Problem(422, {
          detail: `${languageName(locale)} has a page of its own in ${form}`,
          hint: `turn the template into ${form === "MJML" ? "HTML" : "MJML"} first, then import the file`,
        }),
      );
      return;
    }
    setBody((now) => withPage(now, text));
    tell(`The page is that of ${file.name}.`, () => setBody((now) => withPagesOf(now, before)));
  }
  return (
    <Part title="The template">
      <div className={form.form}>
        <TextInput
          label="Name"
          value={name}
          readOnly={!may}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Channel"
          readOnly={!may || turning}
          allowDeselect={false}
          data={[...new Set([...CHANNELS, body.channel])].map((value) => ({
            value,
            label: channelName(value),
          }))}
          value={body.channel}
          onChange={(channel) => channel && channel !== body.channel && void turn(channel)}
        />
        <Select
          label="Brand"
          readOnly={!may}
          data={[
            { value: "", label: "None" },
            ...(brands.data ?? []).map((brand) => ({ value: brand.id, label: brand.name })),
          ]}
          value={body.brand ?? ""}
          onChange={(brand) => setBody(({ brand: _, ...now }) => (brand ? { ...now, brand } : now))}
        />
        {may && canHavePage(body.channel) && (
          <FileButton onChange={(file) => void take(file)} accept=".html,.htm,.mjml,text/html">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={14} stroke={1.7} />}>
                Import HTML or MJML
              </Button>
            )}
          </FileButton>
        )}
      </div>
    </Part>
  );
}

import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import { IconFileCode } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, client } from "@/api/client";
import { HEADER } from "@/api/document";
import { did } from "@/features/settings/model";
import { Copied } from "./copied";
import css from "./document-text.module.css";
import { Moment } from "./moment";
import { Answer } from "./states";
import { toYaml } from "./yaml";

const COUNTED: Readonly<Record<string, readonly string[]>> = {
  journey: ["under_way", "held_out", "entered", "ended"],
  segment: ["count"],
  trait: ["type", "says", "used_by"],
};
const MANY: Readonly<Record<string, string>> = { policy: "policies" };

// Which folder it is, only the machine that serves knows; a shell where it is not set says so.
const FOLDER = `--data "\${CLEW_DATA:?set it to the folder of the workspace}"`;

/** What a shell does as it is pasted: the text becomes a file, and what it would change is told. */
export const planned = (id: string, text: string): string =>
  `cat > ${id}.yaml <<'YAML'\n${text}YAML\nclew plan ${id}.yaml ${FOLDER}`;

interface Which {
  kind: string;
  id: string;
}

/** A document as its author would write it: header first, without what is only told of it. */
export function authored(kind: string, document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const left = new Set([...HEADER, ...(COUNTED[kind] ?? [])]);
  const labels = document.labels as readonly unknown[] | undefined;
  return {
    kind,
    id: document.id,
    name: document.name || undefined,
    description: document.description || undefined,
    labels: labels?.length ? labels : undefined,
    status: document.status === "draft" ? "draft" : undefined,
    ...Object.fromEntries(
      Object.entries(document).filter(([name, value]) => !left.has(name) && value !== null),
    ),
  };
}

/** The same document as text, the commands that do the same, and who changed it. */
export function DocumentText({ kind, id }: Which) {
  const document = useQuery({
    queryKey: ["document-text", kind, id],
    queryFn: async ({ signal }) => {
      const path = `/api/v1/${MANY[kind] ?? `${kind}s`}/{document_id}` as "/api/v1/segments/{document_id}";
      const { data } = await client.GET(path, { params: { path: { document_id: id } }, signal });
      return data as Record<string, unknown>;
    },
  });
  return (
    <div className={`${css.text} in-order`}>
      <section>
        <h2>{id}.yaml</h2>
        <Answer of={document}>
          {(found) => <Copied label="the document as YAML" text={toYaml(authored(kind, found))} wrap />}
        </Answer>
      </section>
      <section>
        <h2>On the command line</h2>
        <p className="quiet">Saves it and says what would change; --data is the folder of the workspace.</p>
        <Answer of={document} lines={3}>
          {(found) => <Copied label="the commands" text={planned(id, toYaml(authored(kind, found)))} />}
        </Answer>
        <p className="quiet">Publishes it.</p>
        <Copied label="the command to publish it" text={`clew apply ${id}.yaml ${FOLDER}`} />
      </section>
      <Changes kind={kind} id={id} />
    </div>
  );
}

/** Who changed a document, and when. */
export function Changes({ kind, id }: Which) {
  const changes = api.useQuery("get", "/api/v1/documents/{kind}/{document_id}/changes", {
    params: { path: { kind, document_id: id }, query: { limit: 20 } },
  });
  return (
    <section aria-label="Who changed it" className={css.part}>
      <h2>Who changed it</h2>
      <Answer of={changes} lines={3}>
        {({ items }) =>
          items.length ? (
            <ul className={css.changes}>
              {items.map((entry) => (
                <li key={entry.seq}>
                  <span>
                    <b>{entry.name || (entry.via === "cli" ? "The command line" : "Somebody unknown")}</b>{" "}
                    {did(entry.action)} it
                    {entry.detail && <span className="quiet"> · {entry.detail}</span>}
                  </span>
                  <Moment at={entry.at} />
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">Nothing is noted: it is as it was when the workspace was made.</p>
          )
        }
      </Answer>
    </section>
  );
}

interface Opener extends Which {
  /** Opened by the document's id instead of a sign. */
  named?: boolean;
  /** A sign without a frame, beside small things; it says of what. */
  small?: boolean;
}

/** In the head of a screen: its document as text, in a drawer. */
export function AsText({ kind, id, named = false, small = false }: Opener) {
  const [opened, setOpened] = useState(false);
  const open = () => setOpened(true);
  return (
    <>
      {named ? (
        <button type="button" className="link" onClick={open}>
          {id}
        </button>
      ) : (
        <Tooltip label="As text">
          <ActionIcon
            variant={small ? "subtle" : "default"}
            size={small ? 24 : undefined}
            aria-label={small ? `${id}, as text` : "As text"}
            onClick={open}
          >
            <IconFileCode size={small ? 15 : 16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        title={`${id}, as text`}
        position="right"
        size={560}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {opened && <DocumentText kind={kind} id={id} />}
      </Drawer>
    </>
  );
}

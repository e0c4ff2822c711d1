import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import { IconFileCode } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { useMay } from "@/api/session";
import { readText } from "@/api/texts";
import { did } from "@/features/settings/model";
import { applied, planned } from "./commands";
import { Copied } from "./copied";
import css from "./document-text.module.css";
import { Moment } from "./moment";
import { textOf } from "./places";
import { Answer } from "./states";
import { Way } from "./way";

interface Which {
  kind: string;
  id: string;
}

/** The same document as text, the commands that do the same, and who changed it. */
export function DocumentText({ kind, id }: Which) {
  const may = useMay("documents:write");
  const document = useQuery({
    queryKey: ["document-text", kind, id],
    queryFn: ({ signal }) => readText(kind, id, undefined, signal),
  });
  return (
    <div className={`${css.text} in-order`}>
      <section>
        <h2>
          {id}.yaml
          <Way className="link" href={textOf(kind, id)}>
            {may ? "Edit the text" : "Among all documents"}
          </Way>
        </h2>
        <Answer of={document}>{(text) => <Copied label="the document as YAML" text={text} wrap />}</Answer>
      </section>
      <section>
        <h2>On the command line</h2>
        <p className="quiet">Saves it and says what would change; --data is the folder of the workspace.</p>
        <Answer of={document} lines={3}>
          {(text) => <Copied label="the commands" text={planned(id, text)} />}
        </Answer>
        <p className="quiet">Publishes it.</p>
        <Copied label="the command to publish it" text={applied(id)} />
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

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useMay } from "@/api/session";
import { Checks } from "@/features/messages/parts/checks";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { Ending } from "@/ui/ending";
import { Sheet } from "@/ui/sheet";
import { DocumentStatus } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { Workbench } from "@/ui/workbench";
import { useWriting } from "@/ui/writing";
import { offerOf } from "../model";
import css from "../offers.module.css";
import { Beside } from "./beside";
import { Rules } from "./rules";
import { Words } from "./words";

interface Props {
  /** As it is today. */
  head: View<"DocumentView">;
  /** The version that is written on: that of today, or the draft beside it. */
  offer: View<"DocumentView">;
  /** Told of the version that was made of what is on the screen. */
  onSaved: (version: number | undefined) => void;
}

/** The document as a form, from what people read to how often they may; what came of it beside. */
export function OfferEditor({ head, offer, onSaved }: Props) {
  const saved = useMemo(() => offerOf(offer as never), [offer]);
  const [body, setBody] = useState(saved);
  const [name, setName] = useState(offer.name);
  const may = useMay("documents:write");
  const changed = name !== offer.name || JSON.stringify(body) !== JSON.stringify(saved);
  const document = useMemo(
    () => ({ ...body, id: offer.id, name, labels: offer.labels, description: offer.description }),
    [body, name, offer],
  );
  const asked = useMemo(() => ({ kind: "offer", ...document }), [document]);
  const writing = useWriting("offers", head, { version: offer.version, content: document, changed });

  async function save(status: "draft" | "published") {
    try {
      const made = await writing.save({ ...document, status });
      if (!made) return;
      onSaved(made.version);
      await refreshed("offers");
      tell(
        status === "draft"
          ? "Draft saved."
          : "Published: messages that are released from now on may take it.",
      );
    } catch (error) {
      tellFault(error);
    }
  }

  return (
    <>
      <Unsaved when={changed} />
      <PageHead
        title={name || offer.id}
        crumb={{ label: "Offers", to: "/offers" }}
        status={<DocumentStatus state={head.state} />}
      >
        <AsText kind="offer" id={offer.id} />
        {may && (
          <>
            <Ending
              documents="offers"
              head={head}
              content={{ ...offerOf(head as never), name: head.name, description: head.description }}
              to="/offers"
              changed={changed}
            />
            {changed && (
              <Button variant="default" onClick={() => void save("draft")}>
                Save draft
              </Button>
            )}
            <Button disabled={!changed && offer.state === "live"} onClick={() => void save("published")}>
              Publish
            </Button>
          </>
        )}
      </PageHead>
      {writing.shown}
      <Workbench
        names={["", "The offer", "What came of it"]}
        inspector={<Beside offer={offer.id} name={name} body={body} />}
      >
        <Sheet>
          {/* Who may not change anything reads it in the same places. */}
          <fieldset className={css.fields} disabled={!may}>
            <Words body={body} setBody={setBody} name={name} setName={setName} may={may} />
            <Rules body={body} setBody={setBody} />
          </fieldset>
        </Sheet>
        {may && <Checks document={asked} body={{}} fine="It can be published as it is." />}
      </Workbench>
    </>
  );
}

import { type ReactNode, useMemo } from "react";
import { useMay } from "@/api/session";
import { Checks } from "@/features/messages/parts/checks";
import { Sheet } from "@/ui/sheet";
import { Soon } from "@/ui/soon";
import { Workbench } from "@/ui/workbench";
import { type Sitting, useWritten, WrittenHead } from "@/ui/written";
import { offerOf } from "../model";
import css from "../offers.module.css";
import { Beside } from "./beside";
import { Rules } from "./rules";
import { Words } from "./words";

/** The document as a form, from what people read to how often they may; what came of it beside. */
export function OfferEditor({ tabs, ...sitting }: Sitting & { tabs: ReactNode }) {
  const { opened } = sitting;
  const screen = useWritten(opened, offerOf);
  const { body, setBody, name, setName, document } = screen;
  const may = useMay("documents:write");
  const asked = useMemo(() => ({ kind: "offer", ...document }), [document]);

  return (
    <>
      <WrittenHead
        {...sitting}
        documents="offers"
        kind="offer"
        list={{ label: "Offers", to: "/offers" }}
        written={screen}
        bodyOf={offerOf}
        published="Published: messages that are released from now on may take it."
        tabs={tabs}
      />
      <Workbench
        names={["", "The offer", "What came of it"]}
        inspector={<Beside offer={opened.id} name={name} body={body} />}
      >
        <Sheet>
          {/* Who may not change anything reads it in the same places. */}
          <fieldset className={css.fields} disabled={!may}>
            <Words body={body} setBody={setBody} name={name} setName={setName} may={may} />
            <Soon turns={2}>
              <Rules body={body} setBody={setBody} />
            </Soon>
          </fieldset>
        </Sheet>
        {may && <Checks document={asked} body={{}} fine="It can be published as it is." />}
      </Workbench>
    </>
  );
}

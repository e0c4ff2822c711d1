import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { queries } from "@/api/queries";
import { beginText } from "@/api/texts";
import { PageHead } from "@/shell/page-head";
import { Keeping } from "@/ui/keeping";
import { textOf } from "@/ui/places";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { Way } from "@/ui/way";
import { Part } from "@/ui/workbench";
import css from "../documents.module.css";
import { kindName, meaningOf, stands } from "../model";
import { Bench } from "./bench";
import { useCheck } from "./use-check";

interface Props {
  /** What it begins as. */
  text: string;
  crumb: { label: string; to: string };
  /** At the left of the buttons. */
  children?: ReactNode;
}

/** A document that is not there yet, as text. */
export function Begin({ text: begun, crumb, children }: Props) {
  const navigate = useNavigate();
  const [text, setText] = useState(begun);
  const [busy, setBusy] = useState<"draft" | "published">();
  const checked = useCheck(text);
  const found = checked.data;
  const { kind, id } = found ?? {};
  const known = found?.known ?? false;
  const wrong = !checked.whole || !stands(found) || known || !kind || !id;

  async function save(status: "draft" | "published") {
    if (!kind || !id) return;
    setBusy(status);
    try {
      await beginText(kind, id, text, status);
      tell(status === "draft" ? "Draft saved." : "Published.");
      await queries.invalidateQueries();
      await navigate({ to: "/documents/$kind/$id", params: { kind, id }, replace: true });
    } catch (error) {
      tellFault(error);
      setBusy(undefined);
    }
  }

  return (
    <>
      <Unsaved when={text !== begun} keeps={() => busy !== undefined} />
      <PageHead title="New document" crumb={crumb}>
        {children}
        <Button
          variant="default"
          loading={busy === "draft"}
          disabled={wrong || busy === "published"}
          onClick={() => void save("draft")}
        >
          Save draft
        </Button>
        <Button
          loading={busy === "published"}
          disabled={wrong || busy === "draft"}
          onClick={() => void save("published")}
        >
          Publish
        </Button>
      </PageHead>
      <Keeping place="documents/new" version={0} now={text} changed={text !== begun} take={setText} />
      <Bench
        label="New document as YAML"
        text={text}
        onChange={setText}
        checked={found}
        changed={text !== begun}
      >
        <div className={css.loose}>
          {known && kind && id && (
            <Part title="It is there already">
              <p>
                A {kindName(kind).toLowerCase()} of this id exists.{" "}
                <Way className="link" href={textOf(kind, id)}>
                  Open it
                </Way>
                , or choose another id.
              </p>
            </Part>
          )}
          {kind && (
            <Part title={kindName(kind)}>
              <p className="quiet">{meaningOf(kind)}</p>
            </Part>
          )}
        </div>
      </Bench>
    </>
  );
}

import type { View } from "@/api/client";
import { applied, planned } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { Moment } from "@/ui/moment";
import { UsedBy } from "@/ui/used-by";
import { Way } from "@/ui/way";
import { Part } from "@/ui/workbench";
import css from "../documents.module.css";
import { kindName, meaningOf, wayOf } from "../model";

interface Props {
  kind: string;
  /** The version on the screen. */
  opened: View<"DocumentView">;
  /** As it stands on the screen. */
  text: string;
}

/** What there is to know of a document besides its text. */
export function Aside({ kind, opened, text }: Props) {
  const { id, version, at } = opened;
  const way = wayOf({ ...opened, kind });
  return (
    <div className={css.loose}>
      <Part title={kindName(kind)}>
        <p className="quiet">{meaningOf(kind)}</p>
        <p className="quiet">
          Version {version}, <Moment at={at} />
        </p>
        {way && (
          <p>
            <Way className="link" href={way.href}>
              {way.label}
            </Way>
          </p>
        )}
      </Part>
      <Part title="Used by">
        <UsedBy kind={kind} id={id} />
      </Part>
      <Part title="On the command line">
        <div className={css.commands}>
          <p className="quiet">Saves the text and says what would change.</p>
          <Copied label="the commands" text={planned(id, text)} />
          <p className="quiet">Publishes it.</p>
          <Copied label="the command to publish it" text={applied(id)} />
        </div>
      </Part>
    </div>
  );
}

import { applied, planned } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { Moment } from "@/ui/moment";
import { UsedBy } from "@/ui/used-by";
import { Part } from "@/ui/workbench";
import css from "../documents.module.css";
import { kindName, meaningOf } from "../model";

interface Props {
  kind: string;
  id: string;
  version: number;
  at: string;
  text: string;
}

/** What there is to know of a document besides its text. */
export function Aside({ kind, id, version, at, text }: Props) {
  return (
    <div className={css.loose}>
      <Part title={kindName(kind)}>
        <p className="quiet">{meaningOf(kind)}</p>
        <p className="quiet">
          Version {version}, <Moment at={at} />
        </p>
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

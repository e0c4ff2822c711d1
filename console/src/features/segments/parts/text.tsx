import type { View } from "@/api/client";
import { Copied } from "@/ui/copied";
import css from "../segments.module.css";
import { yamlOf } from "../yaml";

/** The same document as text, and the commands that do the same. */
export function Text({ segment }: { segment: View<"SegmentView"> }) {
  return (
    <div className={css.past}>
      <section>
        <h2 className={css.title}>{segment.id}.yaml</h2>
        <Copied label="the document as YAML" text={yamlOf(segment)} />
      </section>
      <section>
        <h2 className={css.title}>On the command line</h2>
        <Copied
          label="the commands"
          text={`clew plan ${segment.id}.yaml\nclew apply ${segment.id}.yaml\nclew segment members ${segment.id}`}
        />
      </section>
    </div>
  );
}

import { PageHead } from "@/shell/page-head";
import { describe, PAGE, People, Search, useFinding } from "./parts/people";
import css from "./profiles.module.css";

/** Find anybody by any name or fact; without a word, who was active lately. */
export function ProfilesPage() {
  const finding = useFinding();
  const { found, asked, limit } = finding;
  return (
    <>
      <PageHead title="Profiles" />
      <div className={css.search}>
        <Search of={finding} />
        <span
          className="quiet"
          role="status"
          data-cut={(asked !== "" && (found.data?.items.length ?? 0) >= limit) || undefined}
        >
          {found.data && (!found.isPlaceholderData || limit > PAGE) && describe(found.data, asked, limit)}
        </span>
      </div>
      <People of={finding} />
    </>
  );
}

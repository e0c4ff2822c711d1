import { useMediaQuery } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api } from "@/api/client";
import { useLive } from "@/api/live";
import { queries } from "@/api/queries";
import { useSession } from "@/api/session";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { Choice } from "@/ui/choice";
import { Answer, Loading } from "@/ui/states";
import type { PersonView } from "./feature";
import { nameOf } from "./model";
import { CallSheet } from "./parts/call-sheet";
import { Side } from "./parts/side";
import { Thread } from "./parts/thread";
import { isErased } from "./person-link";
import css from "./profiles.module.css";

const Identity = lazy(() => import("./parts/identity"));

/** Where what is known has no room beside what happened, it is folded before it. */
const NARROW = "(max-width: 1000px)";

const LIST = { label: "Profiles", to: "/profiles" };
const VIEWS: { value: PersonView; label: string }[] = [
  { value: "thread", label: "Thread" },
  { value: "call", label: "Next call" },
  { value: "identity", label: "Identity" },
];

/** One person: what happened as one thread, what is known beside it; live. */
export function PersonPage() {
  const { id } = useParams({ from: "/shell/profiles/$id" });
  // Who answers the phone begins with what matters for that.
  const usual: PersonView = useSession().role === "agent" ? "call" : "thread";
  const { view = usual } = useSearch({ from: "/shell/profiles/$id" });
  const navigate = useNavigate();
  const path = { params: { path: { profile_id: id } } };
  const profile = api.useQuery("get", "/api/v1/profiles/{profile_id}", path);

  useLive((items) => {
    const answering = profile.data?.id ?? id;
    if (!items.some((item) => item.profile === answering || item.profile === id)) return;
    for (const place of ["", "/timeline", "/journeys", "/identities", "/provenance"]) {
      void queries.invalidateQueries({ queryKey: ["get", `/api/v1/profiles/{profile_id}${place}`, path] });
    }
    void queries.invalidateQueries({ queryKey: ["thread", id] });
  }, id);

  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  if (isGone(profile) || isErased(profile)) {
    return (
      <Gone what="person" list={LIST} words="They may have been erased, or the link is not quite right." />
    );
  }
  const title = profile.data ? nameOf(profile.data) : "Person";
  return (
    <>
      <PageHead title={title} crumb={LIST}>
        <Choice
          size="sm"
          aria-label="View"
          data={VIEWS}
          value={view}
          onChange={(value) =>
            void navigate({
              to: "/profiles/$id",
              params: { id },
              search: value === usual ? {} : { view: value },
              replace: true,
            })
          }
        />
      </PageHead>
      <Answer of={profile} lines={10}>
        {(found) => (
          <div className={css.page}>
            {narrow && (
              <details className={css.about}>
                <summary>What is known</summary>
                <Side profile={found} />
              </details>
            )}
            <div className={`${css.main} in-order`}>
              {view === "call" && <CallSheet profile={found} />}
              {view === "identity" ? (
                <Suspense fallback={<Loading />}>
                  <Identity profile={found} />
                </Suspense>
              ) : (
                <Thread id={id} />
              )}
            </div>
            {!narrow && <Side profile={found} />}
          </div>
        )}
      </Answer>
    </>
  );
}

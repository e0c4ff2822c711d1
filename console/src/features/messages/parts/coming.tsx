import { Loading } from "@/ui/states";
import css from "../messages.module.css";

/** The editor of a page, of words or of one line. */
export { default as Code } from "./code";

/** In the place of the code while its editor is on its way, as large as that will be. */
export const Coming = () => (
  <div className={css.code}>
    <Loading />
  </div>
);

import { Loading } from "@/ui/states";
import css from "../messages.module.css";

/** In the place of the code while its editor is on its way, as large as that will be. */
export const Coming = () => (
  <div className={css.code}>
    <Loading />
  </div>
);

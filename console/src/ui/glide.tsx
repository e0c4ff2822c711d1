import { Component, createRef, type HTMLAttributes } from "react";

const TURN = 160;

/**
 * A list into which things come by themselves: what they push along glides to its new place and doesn't jump.
 *
 * What may move is marked by `data-glide`; such things may stand in one another. What is opened or closed within one of
 * them moves the others at once.
 */
export class Glide extends Component<HTMLAttributes<HTMLElement> & { as: "section" | "aside" | "ul" }> {
  #root = createRef<HTMLElement>();

  #places(): Map<HTMLElement, number> {
    const things = this.#root.current?.querySelectorAll<HTMLElement>("[data-glide]") ?? [];
    return new Map([...things].map((thing) => [thing, thing.offsetTop]));
  }

  override getSnapshotBeforeUpdate(): Map<HTMLElement, number> {
    return this.#places();
  }

  override componentDidUpdate(_props: unknown, _state: unknown, before: Map<HTMLElement, number>): void {
    // To ask for places has the page laid out at once.
    if (before.size === 0) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [thing, place] of this.#places()) {
      const was = before.get(thing);
      if (was === undefined || was === place) continue;
      const from = { transform: `translateY(${was - place}px)` };
      thing.animate([from, { transform: "none" }], { duration: still ? 1 : TURN, easing: "ease-out" });
    }
  }

  override render() {
    const { as: Tag, style, ...rest } = this.props;
    return <Tag ref={this.#root as never} style={{ position: "relative", ...style }} {...rest} />;
  }
}

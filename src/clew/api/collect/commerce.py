"""The first generation of e-commerce event names: every one is an alias of the name used today."""

_CURRENT_NAMES = (
    "Products Searched",
    "Promotion Viewed",
    "Promotion Clicked",
    "Product Clicked",
    "Product Viewed",
    "Product Added",
    "Product Removed",
    "Product Shared",
    "Product Reviewed",
    "Cart Viewed",
    "Cart Shared",
    "Checkout Started",
    "Checkout Step Viewed",
    "Checkout Step Completed",
    "Payment Info Entered",
    "Order Completed",
    "Order Updated",
    "Order Refunded",
    "Order Cancelled",
    "Coupon Entered",
    "Coupon Applied",
    "Coupon Denied",
    "Coupon Removed",
)


def _verb_first(name: str) -> str:
    words = name.split(" ")
    return " ".join([words[-1], *words[:-1]])


COMMERCE_ALIASES: dict[str, str] = {
    # The old names put the verb first ("Completed Order"); these three changed their nouns as well.
    **{_verb_first(name): name for name in _CURRENT_NAMES},
    "Viewed Product Category": "Product List Viewed",
    "Filtered Product Category": "Product List Filtered",
    "Started Order": "Checkout Started",
}
"""Old name to current name."""

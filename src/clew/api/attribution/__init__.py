"""Attribution: who earned the conversions, by every model."""

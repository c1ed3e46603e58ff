"""Bodies of the old signatures; only the modules at their public paths import them."""

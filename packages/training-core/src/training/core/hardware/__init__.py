"""The device, its threads, the precision of products, and copies to the processor."""

"""Batches of encoded data for the loop, and data that several fits share."""

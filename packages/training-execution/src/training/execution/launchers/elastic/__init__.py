"""Processes started, watched and started again by torch's elastic agent."""

from __future__ import annotations

from training.core.io.torch import torch as torch

"""Parts that tasks on texts share: windows of long texts, word dropout."""

"""What tasks on texts share: windows of long texts, hidden words."""

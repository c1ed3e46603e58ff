"""Files written atomically, locks, JSON, checksums, and the optional torch and safetensors."""

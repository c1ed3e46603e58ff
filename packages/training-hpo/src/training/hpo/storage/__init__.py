"""Where studies are kept, and who may work on which trial."""

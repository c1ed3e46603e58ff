"""Write the files of legacy-shims that follow from the table of renames."""

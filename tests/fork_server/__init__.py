"""Command lines in processes of their own that need not import torch first.

A server imports once what training needs and forks a process for each command line: the same
arguments, environment, working directory, streams, signals and exit code as a program that was
started afresh. What is promised about the start itself, for example what it imports, needs
`sys.executable`.
"""

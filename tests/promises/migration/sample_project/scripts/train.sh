#!/bin/sh
# Train on the command line, as ever.
set -eu
exec python -m training.train "$@"

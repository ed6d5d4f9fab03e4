"""Serve the reference application: `python -m benchmarks.serve PARENT PORT`. It ends with the process PARENT."""

import sys

from gunicorn.app.wsgiapp import run

from teamup.operations.child import end_with

if __name__ == "__main__":
    parent, port = sys.argv[1:]
    end_with(int(parent))
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    sys.argv = ["gunicorn", "benchmarks.reference:application", *bind, "--log-level", "error", "--keep-alive", "60"]
    run()

"""The real `crisiswire` command with one of its promises broken, run with `python -m`.

Each is a way of writing the worker that looks right and loses or reorders records;
the fault tests have to notice every one.
"""

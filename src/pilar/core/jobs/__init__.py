"""Background work with leases: claimed, fenced by owner, effect and cursor in one transaction; survives kill -9.

Owns the jobs and the ticks of their schedules. Declare work with `tasks.job` (or django-tasks' `@task`), ask for it
with `actions.request`, do it in `worker.run`. Invariants: one owner at a time; a step whose lease was lost leaves no
trace; a job is done at most once by its own steps; a schedule makes one job per due time.
Never holds personal data: arguments, cursors, messages and results with a 16-digit number are refused.
"""

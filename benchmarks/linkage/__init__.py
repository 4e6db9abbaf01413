"""Benchmarks of the linkage engine; run as `python -m benchmarks.linkage.<script>` from the repository root."""

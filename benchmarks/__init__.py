"""What the search finds and how fast, held against others in the same run. Results go to docs/performance.md."""

"""`make bench`: every benchmark in turn. Results with their date go to docs/performance.md."""

from benchmarks import compounds, relevance, search

for benchmark in (compounds, relevance, search):
    benchmark.main()

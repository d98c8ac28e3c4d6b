"""Instruments in and out of the catalogue as tables: CSV, XLSX and JSON lines, one set of columns (columns.py).

Import: rows.py reads a file, cells.py understands its cells, changes.py compares them with the catalogue and
apply.py writes. Export: export.py. What is exported and imported again changes nothing.
"""

"""Lists that narrow down: what the catalogue of instruments and the lists of other apps have in common.

`parameters` reads an address, `results` finds and counts, `panels` are the facets as they are shown, `ways_out` is what
is offered when nothing is found, `page` what a template gets. An app declares its facets and subclasses `Results`.
"""

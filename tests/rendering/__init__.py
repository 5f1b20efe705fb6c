"""A plan's text as the files offices hold it in: Word, PDF, a portal's page, a scan.

``sheet`` says what stands where on the paper; one module a format draws it; ``comparison`` says what two readings of
one plan do not share.
"""

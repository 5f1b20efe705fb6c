"""Documents as papers: their numbers, issuers, letterheads, signatures, and how other papers name them."""

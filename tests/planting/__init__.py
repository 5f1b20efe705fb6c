"""Local plans made from central ones by known edits: what a build must find in them is known beforehand."""

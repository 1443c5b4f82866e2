"""File formats of a finished report: each module writes one, from the kept snapshot alone."""

"""Display of documents and numbers: in a terminal, in a notebook, and with displaCy."""

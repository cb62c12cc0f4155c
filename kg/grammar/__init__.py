"""Questions that every room of the text side asks: clauses and arguments, polarity and modality, look-ups by token."""

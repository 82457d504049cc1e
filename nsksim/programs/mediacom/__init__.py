"""MEDIACOM: the operator's language over the tape catalog."""

"""What can be run at a TACL prompt, one folder or module each."""

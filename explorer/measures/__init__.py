"""Numbers about a Trace, one subject a file: numpy in, numpy out. No torch, no plotting."""

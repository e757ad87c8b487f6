package main

// admitSignals does nothing: Windows has no signal handlers that run on the stacks of
// threads.
func admitSignals() {}

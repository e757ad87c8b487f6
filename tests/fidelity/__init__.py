"""Fidelity: our previews beside those of independent readers."""

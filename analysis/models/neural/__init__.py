"""The global neural forecaster: one small network trained across all series of a run."""

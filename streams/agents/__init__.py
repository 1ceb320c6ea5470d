"""The ordered window on Faust: the only place that imports faust."""

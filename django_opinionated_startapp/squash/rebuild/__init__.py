"""Whole ranges made anew from the state after them: for databases that have all of them or nothing."""

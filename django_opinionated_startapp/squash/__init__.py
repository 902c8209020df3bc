"""The squash room: a project's migrations become fewer ones that are proved to do the same."""

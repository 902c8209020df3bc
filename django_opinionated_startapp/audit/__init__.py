"""The auditor: reads a project, never runs it, and says where it leaves its patterns."""

"""A database engine of a project, as that of PostGIS is one: another name for what Django has."""

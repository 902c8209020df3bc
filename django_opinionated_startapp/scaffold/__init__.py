"""The scaffolder: AppRequest → RenderedFile* → ChangeSet."""

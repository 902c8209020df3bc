"""Questions that several rules ask: small pure functions over the project."""

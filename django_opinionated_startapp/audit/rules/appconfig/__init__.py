"""Rules about AppConfig and what makes a package an app."""

"""Scaffolds Django apps that follow a written pattern, audits them against it, squashes their migrations."""

__version__ = "0.1.0"

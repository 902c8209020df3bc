"""Input from somebody who means harm, or from a broken disk: named and refused, and never a crash."""

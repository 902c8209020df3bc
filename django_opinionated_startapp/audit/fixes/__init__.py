"""What the fixes of several rules have in common: values that say what to change, and edits of Python source."""

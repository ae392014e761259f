"""Archives that are folders (zip): their members are documents of their own."""

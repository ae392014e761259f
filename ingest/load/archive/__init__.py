"""Archives that hold a document as parts: looked at before anything is unpacked, parsed without entities."""

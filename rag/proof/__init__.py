"""Citations: cut out of files, checked against them, carried in records and packs; whether a claim is supported."""

"""A reader that has learnt where answers stand: question and passage through the bundled encoder, trained on."""
